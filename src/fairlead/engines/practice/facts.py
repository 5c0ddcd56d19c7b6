"""The facts that gates, routes, clauses and scope texts may name, beside the answers and the drivers.

They come from the commercial frame (`scoping.values.Terms`), from the estimate and from the review.
Money facts are net amounts in the currency of the engagement.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from fairlead.engines.expressions.formula import Sort

FACTS: Mapping[str, Sort] = MappingProxyType(
    dict.fromkeys(
        (
            "price",
            "list_price",
            "discount",
            "investment",
            "margin",
            "hours",
            "days",
            "calendar_weeks",
            "margin_floor",
            "acceptance_days",
            "education_price",
            "consulting_price",
            "hourly_price",
            "fixed_price",
            "prepaid_price",
            "unanswered",
            "travel_price",
        ),
        Sort.NUMBER,
    )
    | dict.fromkeys(("msa", "partner_preferred", "free_edition", "public_sector"), Sort.YESNO)
    | dict.fromkeys(
        ("billing", "paper", "customer", "goal", "region", "segment", "currency", "offering"), Sort.TEXT
    )
    | dict.fromkeys(("billing_term", "training_term", "jurisdiction"), Sort.TEXT)
)

# What gates may name beside these: roles that have to accept words or numbers that are not the standard ones.
# A figure of the commercial terms that stays within its range is left to the gates that name it.
GATE_FACTS: Mapping[str, Sort] = MappingProxyType({**FACTS, "departures": Sort.LIST})

# Who approves: the roles of the firm, not the billable roles of an estimate.
FIRM_ROLES = (
    "engagement-manager",
    "senior-engagement-manager",
    "sales",
    "technical-architect",
    "delivery-manager",
    "project-manager",
    "coordinator",
    "consultant",
    "director",
    "finance",
    "legal",
    "recruiter",
    "customer-contact",
    "administrator",
)

# Active codes of ISO 4217 (list one, without funds, metals and test codes).
_CURRENCIES_WORDS = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF "
    "GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK "
    "LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD "
    "OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN "
    "SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF "
    "XPF YER ZAR ZMW ZWG"
)
CURRENCIES = frozenset(_CURRENCIES_WORDS.split())

# Countries (ISO 3166) whose public holidays `engines.workdays` knows; listed, for its list is slow to load.
_COUNTRIES_WORDS = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT "
    "BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH "
    "ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT "
    "HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS "
    "LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI "
    "NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG "
    "SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG "
    "UK UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW"
)
COUNTRIES = frozenset(_COUNTRIES_WORDS.split())

# How the market is cut (em-process 1.4): enterprise and mid-market by region, and small business.
SEGMENTS = (
    "Ent_APAC",
    "Ent_EAST",
    "Ent_WEST",
    "Ent_EMEA",
    "MM_APAC",
    "MM_East",
    "MM_EMEA",
    "MM_West",
    "SMB",
)
