"""The tables: places, services, records, people."""

from geo.models.base import Base
from geo.models.people import Account, AuditEntry, DisplayToken, Session, SignInLink
from geo.models.places import (
    Lineage,
    Release,
    Street,
    StreetVersion,
    Survey,
    SurveyFeature,
    Zone,
    ZoneVersion,
)
from geo.models.records import (
    Complaint,
    Enforcement,
    ListEntry,
    Rating,
    RecordLoad,
    RejectedRow,
    Revision,
)
from geo.models.services import Committee, Firm, PartyOrganisation, Service

__all__ = [
    "Account",
    "AuditEntry",
    "Base",
    "Committee",
    "Complaint",
    "DisplayToken",
    "Enforcement",
    "Firm",
    "Lineage",
    "ListEntry",
    "PartyOrganisation",
    "Rating",
    "RecordLoad",
    "RejectedRow",
    "Release",
    "Revision",
    "Service",
    "Session",
    "SignInLink",
    "Street",
    "StreetVersion",
    "Survey",
    "SurveyFeature",
    "Zone",
    "ZoneVersion",
]
