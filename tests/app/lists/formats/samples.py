"""One small file of each format; every name is invented."""

from app.lists.formats.stolen_documents import TEMPLATE as STOLEN
from app.lists.formats.stop_list import TEMPLATE as STOP

UN = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-01-01T00:00:00Z"><INDIVIDUALS>
<INDIVIDUAL><DATAID>1001</DATAID><FIRST_NAME>BRUVO</FIRST_NAME><SECOND_NAME>TALMENO</SECOND_NAME>
<UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE><REFERENCE_NUMBER>QDi.999</REFERENCE_NUMBER><LISTED_ON>2012-12-31</LISTED_ON>
<GENDER>Male</GENDER><NAME_ORIGINAL_SCRIPT>بروفو</NAME_ORIGINAL_SCRIPT><COMMENTS1>A made-up man.</COMMENTS1>
<NATIONALITY><VALUE>Iran (Islamic Republic of)</VALUE></NATIONALITY><NATIONALITY><VALUE>Utopistan</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Bruwo Talmeno; Bruvo Talmenu</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Tailor</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1971</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1971-03-04</DATE></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1960</FROM_YEAR><TO_YEAR>1962</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1970</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>Nov. 1973</NOTE></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>30-35 years old</NOTE></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>CAR diplomatic passport no. D00000777</NUMBER>
<ISSUING_COUNTRY>Kenya</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT></INDIVIDUAL>
<INDIVIDUAL><DATAID></DATAID><FIRST_NAME>NOBODY</FIRST_NAME></INDIVIDUAL>
</INDIVIDUALS><ENTITIES><ENTITY><DATAID>5</DATAID><FIRST_NAME>A FIRM</FIRST_NAME></ENTITY></ENTITIES></CONSOLIDATED_LIST>
"""

OFAC = """<?xml version="1.0"?><sdnList xmlns="http://tempuri.org/sdnList.xsd">
<sdnEntry><uid>7</uid><firstName>Odran</firstName><lastName>KELVAT</lastName><sdnType>Individual</sdnType>
<programList><program>SDGT</program></programList>
<idList><id><idType>Passport</idType><idNumber>Booklet A1234567</idNumber><idCountry>Pakistan</idCountry></id>
<id><idType>Gender</idType><idNumber>Female</idNumber></id></idList>
<akaList><aka><category>weak</category><lastName>THE BAKER</lastName></aka></akaList>
<dateOfBirthList><dateOfBirthItem><dateOfBirth>01 Jan 1976 to 31 Dec 1978</dateOfBirth></dateOfBirthItem>
<dateOfBirthItem><dateOfBirth>circa-1951</dateOfBirth></dateOfBirthItem></dateOfBirthList></sdnEntry>
<sdnEntry><uid>8</uid><lastName>A FIRM</lastName><sdnType>Entity</sdnType></sdnEntry></sdnList>
"""

ADVANCED = """<?xml version="1.0"?><Sanctions xmlns="https://example.org/ADVANCED_XML"><ReferenceValueSets>
<CountryValues><Country ID="9">Kenya</Country></CountryValues>
<FeatureTypeValues><FeatureType ID="88">Birthdate</FeatureType><FeatureType ID="90">Nationality Country</FeatureType></FeatureTypeValues>
<IDRegDocTypeValues><IDRegDocType ID="31">Passport</IDRegDocType></IDRegDocTypeValues>
<NamePartTypeValues><NamePartType ID="20">Last Name</NamePartType><NamePartType ID="21">First Name</NamePartType></NamePartTypeValues>
<PartySubTypeValues><PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType><PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType></PartySubTypeValues>
<PartyTypeValues><PartyType ID="1">Individual</PartyType><PartyType ID="2">Entity</PartyType></PartyTypeValues></ReferenceValueSets>
<Locations><Location ID="25"><LocationCountry CountryID="9"/></Location></Locations>
<IDRegDocuments><IDRegDocument ID="2" IDRegDocTypeID="31" IdentityID="501" IssuedBy-CountryID="9"><IDRegistrationNo>B7654321</IDRegistrationNo></IDRegDocument></IDRegDocuments>
<DistinctParties><DistinctParty FixedRef="500"><Profile ID="500" PartySubTypeID="4"><Identity ID="501" Primary="true">
<Alias AliasTypeID="1400" Primary="false" LowQuality="true"><DocumentedName><DocumentedNamePart><NamePartValue NamePartGroupID="73">THE MILLER</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
<Alias AliasTypeID="1403" Primary="true" LowQuality="false"><DocumentedName>
<DocumentedNamePart><NamePartValue NamePartGroupID="71">VANTURO</NamePartValue></DocumentedNamePart>
<DocumentedNamePart><NamePartValue NamePartGroupID="72">Pelko</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
<NamePartGroups><MasterNamePartGroup><NamePartGroup ID="71" NamePartTypeID="20"/></MasterNamePartGroup><MasterNamePartGroup><NamePartGroup ID="72" NamePartTypeID="21"/></MasterNamePartGroup></NamePartGroups></Identity>
<Feature FeatureTypeID="88"><FeatureVersion><DatePeriod><Start><From><Year>1948</Year><Month>1</Month><Day>1</Day></From></Start><End><To><Year>1948</Year><Month>12</Month><Day>31</Day></To></End></DatePeriod></FeatureVersion></Feature>
<Feature FeatureTypeID="90"><FeatureVersion><VersionLocation LocationID="25"/></FeatureVersion></Feature></Profile></DistinctParty>
<DistinctParty><Profile ID="600" PartySubTypeID="3"><Identity ID="601"/></Profile></DistinctParty></DistinctParties>
<SanctionsEntries><SanctionsEntry ProfileID="500"><SanctionsMeasure><Comment>SDGT</Comment></SanctionsMeasure></SanctionsEntry></SanctionsEntries></Sanctions>
"""

EU_XML = """<?xml version="1.0"?><export xmlns="http://eu.europa.ec/fpi/fsd/export">
<sanctionEntity euReferenceNumber="EU.1.1" logicalId="11"><regulation programme="TAQA"/><subjectType code="person" classificationCode="P"/>
<nameAlias firstName="Ilvo" middleName="" lastName="Sarnak" wholeName="Ilvo Sarnak" gender="M" strong="true"/>
<nameAlias firstName="" lastName="" wholeName="The Cooper" strong="false"/>
<citizenship countryIso2Code="TN"/><birthdate circa="true" calendarType="GREGORIAN" year="1958"/>
<birthdate calendarType="GREGORIAN" year="1960" monthOfYear="4"/><birthdate calendarType="ISLAMIC" year="1402"/>
<identification number="L000009" countryIso2Code="TN" identificationTypeCode="passport"/></sanctionEntity>
<sanctionEntity logicalId="12"><subjectType code="enterprise" classificationCode="E"/><nameAlias wholeName="A FIRM"/></sanctionEntity></export>
"""

EU_CSV = """\ufeffEntity_LogicalId;Entity_SubjectType;Entity_Regulation_Programme;NameAlias_FirstName;NameAlias_LastName;NameAlias_WholeName;BirthDate_BirthDate;BirthDate_Year;Identification_Number;Identification_TypeCode;Citizenship_CountryIso2Code
11;P;PRK;Ilvo;Sarnak;Ilvo Sarnak;;;;;
11;P;PRK;;;Ilwo Sarnaq;;;;;
11;P;PRK;;;;1958-03-04;1958;;;
11;P;PRK;;;;;;L000009;passport;TN
12;E;PRK;;;A FIRM;;;;;
"""

FTM = """\
{"id": "p1", "schema": "Passport", "properties": {"holder": ["x1"], "number": ["C111"], "country": ["ke"]}}
{"id": "x1", "schema": "Person", "caption": "Mirto Banfal", "datasets": ["made_up"], "properties": {"name": ["Mirto Banfal", "Мирто Банфал"], "weakAlias": ["The Smith"], "birthDate": ["1977-02"], "nationality": ["ke"], "gender": ["male"], "topics": ["crime.terror"]}}
{"id": "o1", "schema": "Company", "properties": {"name": ["A FIRM"]}}
"""

INTERPOL = """{"total": 2, "_embedded": {"notices": [
{"entity_id": "2026/1", "forename": "ANSELU", "name": "DORVANT", "date_of_birth": "1958/11/05", "nationalities": ["KE"], "sex_id": "F",
 "_links": {"self": {"href": "https://example.org/notices/v1/yellow/2026-1"}, "thumbnail": {"href": "https://example.org/1.jpg"}}},
{"entity_id": "2026/2", "forename": "TERVO", "name": "KALMIN", "date_of_birth": "1960", "nationalities": null, "arrest_warrants": [{"charge": "Fraud"}],
 "_links": {"self": {"href": "https://example.org/notices/v1/red/2026-2"}}}]}}
"""

SAMPLES = {
    "un": UN,
    "ofac": OFAC,
    "ofac-advanced": ADVANCED,
    "eu-xml": EU_XML,
    "eu-csv": EU_CSV,
    "ftm": FTM,
    "interpol": INTERPOL,
    "stop-list": STOP,
    "stolen-documents": STOLEN,
}
