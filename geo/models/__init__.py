"""The tables: places, surveys, services, records, people."""

from geo.models.base import Base
from geo.models.people import Account, AuditEntry, DisplayToken, Session, SignInLink
from geo.models.places import (
    BaseFeature,
    Lineage,
    Release,
    Street,
    StreetVersion,
    Zone,
    ZoneVersion,
)
from geo.models.records import (
    Complaint,
    Enforcement,
    ListEntry,
    Mediation,
    Rating,
    RecordLoad,
    RejectedRow,
    Revision,
)
from geo.models.review import (
    MatchDecision,
    PlacementChange,
    RecordMapping,
    Workbook,
    ZoneAlias,
)
from geo.models.services import Committee, Firm, Fund, PartyOrganisation, Service
from geo.models.surveys import (
    FieldMapping,
    FindingWaiver,
    Survey,
    SurveyDescent,
    SurveyFeature,
    SurveyFinding,
    SurveyRemoval,
)

__all__ = [
    "Account",
    "AuditEntry",
    "Base",
    "BaseFeature",
    "Committee",
    "Complaint",
    "DisplayToken",
    "Enforcement",
    "FieldMapping",
    "FindingWaiver",
    "Firm",
    "Fund",
    "Lineage",
    "ListEntry",
    "MatchDecision",
    "Mediation",
    "PartyOrganisation",
    "PlacementChange",
    "Rating",
    "RecordLoad",
    "RecordMapping",
    "RejectedRow",
    "Release",
    "Revision",
    "Service",
    "Session",
    "SignInLink",
    "Street",
    "StreetVersion",
    "Survey",
    "SurveyDescent",
    "SurveyFeature",
    "SurveyFinding",
    "SurveyRemoval",
    "Workbook",
    "Zone",
    "ZoneAlias",
    "ZoneVersion",
]
