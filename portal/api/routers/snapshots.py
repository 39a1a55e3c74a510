"""What a partner may use, as a file: for those who decide on their own, millions of times, and know the age of it."""

import hashlib
from typing import IO
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from ninja import Router

from consent.snapshots.freshness import freshness
from consent.snapshots.keeping import note_reader
from consent.snapshots.manifest import manifest
from consent.snapshots.models import Snapshot
from consent.snapshots.reading import Gone, open_changes, open_file
from consent.snapshots.sources import GOOD_FOR
from portal.api import asking, schemas
from portal.api import snapshot_schemas as shapes
from portal.api.bearer import Partner, PartnerToken
from portal.api.problems import Problem
from portal.api.rendering import to_json
from portal.celery import wake_builders

router = Router(auth=PartnerToken("checks", tests=True), tags=["Snapshots"])
_READ = dict.fromkeys((401, 403, 406, 422, 500), schemas.Problem)
_ONE = {404: schemas.Problem, **_READ}
_GZIP = {"responses": {200: {"content": {"application/gzip": {"schema": {"type": "string", "format": "binary"}}}}}}
RETRY_SECONDS = 5


class PartnerRequest(HttpRequest):
    """A request that `PartnerToken` let through."""

    auth: Partner


@router.get(
    "/snapshots/latest", response={200: shapes.Manifest, 202: shapes.Building, 304: None, **_READ},
    operation_id="latestSnapshot", summary="The manifest of your latest snapshot",
)  # fmt: skip
def latest_snapshot(request: PartnerRequest) -> HttpResponse:
    """Which version, as of when, and until when you may decide by it: signed. 202 while the first one is made."""
    asking.only_known(request.GET, ())
    partner, test = request.auth.team_id, request.auth.test
    note_reader(partner, test=test)
    newest = Snapshot.objects.of(partner, test=test).select_related("partner").first()
    fresh = freshness(newest) if newest else None
    if fresh is None or not fresh.current:
        wake_builders()
    if newest is None or fresh is None or fresh.as_of + GOOD_FOR <= timezone.now():
        content = to_json({"building": True})
        headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
        return HttpResponse(content, status=202, content_type="application/json", headers=headers)
    content = to_json({"manifest": manifest(newest, fresh), "building": not fresh.current})
    response = HttpResponse(content, content_type="application/json")
    response["ETag"] = quote_etag(hashlib.sha256(content).hexdigest())
    response["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, response["ETag"], response=response) or response


@router.get(
    "/snapshots/{uuid:version}", response={200: None, 410: schemas.Problem, **_ONE}, operation_id="snapshot",
    summary="The file of one version", openapi_extra=_GZIP,
)  # fmt: skip
def snapshot_file(request: PartnerRequest, version: UUID) -> FileResponse:
    """Everything you may use, line by line, as gzip. Check its hash against the manifest."""
    asking.only_known(request.GET, ())
    found = _found(request, version)
    try:
        return _file(open_file(found), f"{version}.gz")
    except Gone:
        raise Problem("snapshot_gone") from None


@router.get(
    "/snapshots/{uuid:version}/changes-since/{uuid:older}", response={200: None, 410: schemas.Problem, **_ONE},
    operation_id="snapshotChanges", summary="What changed since an older version", openapi_extra=_GZIP,
)  # fmt: skip
def snapshot_changes(request: PartnerRequest, version: UUID, older: UUID) -> FileResponse:
    """Lines to take out and lines to put in, as gzip. What comes of it has the hash that the manifest says."""
    asking.only_known(request.GET, ())
    found = _found(request, version)
    try:
        return _file(open_changes(found, older), f"{older}-{version}.gz")
    except Gone:
        raise Problem("snapshot_gone") from None


def _found(request: PartnerRequest, version: UUID) -> Snapshot:
    mine = Snapshot.objects.visible_to(request.auth.actor).filter(test=request.auth.test)
    return get_object_or_404(mine, pk=version)


def _file(opened: IO[bytes], name: str) -> FileResponse:
    response = FileResponse(opened, content_type="application/gzip", as_attachment=True, filename=name)
    # It never changes; but nobody on the way may unpack it, or keep it for others.
    response["Cache-Control"] = "private, no-transform, max-age=604800, immutable"
    return response
