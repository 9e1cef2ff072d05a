"""What the site writes into its log when a page fails: enough to mend it, and nothing of a patient."""

import io
import logging
import logging.config

import pytest
from django.conf import settings
from django.test import Client

from kinsight.casework import audit_head
from kinsight.casework.models import Audit, RecordedFact
from kinsight.web.presenters import child_links
from tests.unit.casework_world import child, debt, published, staff, sweep, the
from tests.unit.test_casework_pages import recording, signed_in, site

__all__ = ["site"]  # a fixture that holds for every test here
pytestmark = pytest.mark.django_db
NOTE = "Mum does not want him to know"


@pytest.fixture
def path(site):
    published(sweep([child("Patient/1")], owed=[debt("Patient/1")]))
    return child_links.record(the("Patient/1").slug, "make-new-birth-visit")


@pytest.fixture
def log():
    """The log as the site is set up to write it."""
    written = io.StringIO()
    made = settings.LOGGING["formatters"]["plain"]
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.config.DictConfigurator({}).configure_formatter(dict(made)))
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def refused_row(**given):
    """As PostgreSQL says it."""
    try:
        raise ValueError(f"DETAIL: Failing row contains (7, {given['note']}).")
    except ValueError as cause:
        raise RuntimeError(f"null value in {given['note']}") from cause


def test_a_page_that_fails_says_where_and_no_word_of_the_record(path, log, monkeypatch):
    monkeypatch.setattr("kinsight.web.pages.record.record_done", refused_row)
    client = Client(raise_request_exception=False)
    client.force_login(staff().user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(path, recording(note=NOTE)).status_code == 500
    said = log.getvalue()
    assert "in refused_row" in said and "ValueError" in said and said.rstrip().endswith("RuntimeError")
    assert NOTE not in said and "Failing row" not in said


def test_what_was_saved_is_not_called_failed_because_the_head_could_not_be_noted(
    path, log, monkeypatch, django_capture_on_commit_callbacks
):
    def full(*args):
        raise OSError("no space left")

    monkeypatch.setattr(audit_head, "note", full)
    client = signed_in(staff())
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(path, recording()).status_code == 302
    assert RecordedFact.objects.count() == 1 and Audit.objects.filter(what="recorded").exists()
    assert "OSError" in log.getvalue(), "and somebody can know of it"
