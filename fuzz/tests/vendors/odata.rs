//! OData: `$metadata` of both versions, sets with their further pages, counts, and the token.

use channelgraph_core::Connector;
use channelgraph_odata::{OData, Preset, default_mapping};
use channelgraph_schema::{Direction, EntityKind, mapping::SourceOrder};

use crate::{
    subject::{Answers, CONFIG, FREE, Question, Subject, all, by_ids, mapping, under},
    vendor::Asked,
};

const V4: &[&str] = &[
    r#"set 200
content-type: application/json; odata.metadata=minimal

{"@odata.context":"{url}/api/v2.0/$metadata#companies(c)/purchaseInvoices","@odata.count":2,"value":[{"@odata.etag":"W/\"x\"","id":"5d115c9c-44e3-ea11-bb43-000d3a2feca1","number":"108001","status":"In_x0020_Review","totalAmountExcludingTax":1500.25,"currencyCode":"EUR","vendorId":"6d115c9c-44e3-ea11-bb43-000d3a2feca1","postingDate":"2026-03-01","dueDate":"0001-01-01","lastModifiedDateTime":"2026-03-02T09:30:00.123Z"}],"@odata.nextLink":"{url}/api/v2.0/companies(c)/purchaseInvoices?$skiptoken=2"}"#,
    r#"set-more 200

{"value":[{"id":"7d115c9c-44e3-ea11-bb43-000d3a2feca1","number":"M\u00fcller","status":" ","totalAmountExcludingTax":"7","postingDate":null}]}"#,
    r#"count 200
content-type: text/plain

2"#,
    r#"metadata 200
content-type: application/xml

<?xml version="1.0" encoding="utf-8"?><edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="Microsoft.NAV" Alias="NAV" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EnumType Name="purchaseInvoiceEntityBufferStatus"><Member Name="_x0020_" Value="0"/><Member Name="In_x0020_Review" Value="1"/></EnumType>
<EntityType Name="entity" Abstract="true"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid" Nullable="false"/></EntityType>
<EntityType Name="purchaseInvoice" BaseType="NAV.entity"><Property Name="number" Type="Edm.String" MaxLength="20"/><Property Name="status" Type="Microsoft.NAV.purchaseInvoiceEntityBufferStatus"/>
<Property Name="totalAmountExcludingTax" Type="Edm.Decimal" Scale="Variable"/><Property Name="currencyCode" Type="Edm.String"/><Property Name="vendorId" Type="Edm.Guid"/>
<Property Name="postingDate" Type="Edm.Date"/><Property Name="dueDate" Type="Edm.Date"/><Property Name="lastModifiedDateTime" Type="Edm.DateTimeOffset"/>
<NavigationProperty Name="currency" Type="Microsoft.NAV.entity"/><NavigationProperty Name="lines" Type="Collection(Microsoft.NAV.entity)"/></EntityType>
<EntityContainer Name="Default"><EntitySet Name="purchaseInvoices" EntityType="Microsoft.NAV.purchaseInvoice"><NavigationPropertyBinding Path="lines" Target="lines"/></EntitySet></EntityContainer>
<Annotations Target="NAV.Default/purchaseInvoices"><Annotation Term="Org.OData.Capabilities.V1.FilterRestrictions"><Record><PropertyValue Property="NonFilterableProperties"><Collection><PropertyPath>currencyCode</PropertyPath></Collection></PropertyValue></Record></Annotation></Annotations>
</Schema></edmx:DataServices></edmx:Edmx>"#,
    r#"token 200

{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"eyJ0.x.y"}"#,
];

const ODD_V4: &[&str] = &[
    // Pages that lead in a circle, elsewhere, or bring nothing.
    r#"set-more 200

{"value":[{"id":"7d115c9c-44e3-ea11-bb43-000d3a2feca1"}],"@odata.nextLink":"?$skiptoken=3"}"#,
    r#"set-more 200

{"value":[],"@odata.nextLink":"{url}/api/v2.0/companies(c)/purchaseInvoices?$skiptoken=4"}"#,
    r#"set 200

{"value":[],"@odata.nextLink":"https://elsewhere.example/api/v2.0/companies(c)/../../x?$skiptoken=2"}"#,
    r#"set 503
retry-after: 18446744073709551615

{"error":{"code":"Application_CallbackTimeout","message":"x"}}"#,
    r#"set-more 400

{"error":{"code":"BadRequest","message":"the skip token is not valid"}}"#,
    r#"set 501

{"error":{"code":"BadRequest_MethodNotImplemented","message":"x"}}"#,
    r#"token 400

{"error":"invalid_client","error_description":"AADSTS7000215"}"#,
    r#"set 401
www-authenticate: Bearer

{"error":{"code":"Authentication_InvalidCredentials"}}"#,
    r#"metadata 200

<!DOCTYPE a [<!ENTITY b "cccccccccc"><!ENTITY d "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&d;</a>"#,
];

const V2: &[&str] = &[
    r#"set 200
content-type: application/json

{"d":{"__count":"2","results":[{"__metadata":{"id":"x","type":"BP.A_BusinessPartnerType"},"BusinessPartner":"0000001000","BusinessPartnerFullName":"M\u00fcller","Customer":"1000","BusinessPartnerIsBlocked":false,"CreationDate":"/Date(1772323200000)/","CreationTime":"PT10H05M00S","LastChangeDate":"/Date(1772323200000+0060)/","LastChangeTime":"PT0S","to_BusinessPartnerAddress":{"results":[{"Country":"DE","StreetName":"Weg","PostalCode":"80331"}]},"to_Customer":{"VATRegistration":"DE136695976"}}],"__next":"{url}/sap/opu/odata/sap/API_BUSINESS_PARTNER/A_BusinessPartner?$skiptoken=2"}}"#,
    r#"set-more 200

{"d":{"results":[{"BusinessPartner":"1001","BusinessPartnerFullName":null,"CreationDate":null,"to_BusinessPartnerAddress":{"__deferred":{"uri":"x"}}}]}}"#,
    r#"metadata 200
content-type: application/xml

<?xml version="1.0" encoding="utf-8"?><edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx" xmlns:sap="http://www.sap.com/Protocols/SAPData">
<edmx:DataServices><Schema Namespace="BP" xmlns="http://schemas.microsoft.com/ado/2008/09/edm">
<EntityType Name="A_BusinessPartnerType"><Key><PropertyRef Name="BusinessPartner"/></Key><Property Name="BusinessPartner" Type="Edm.String" Nullable="false" MaxLength="10"/>
<Property Name="BusinessPartnerFullName" Type="Edm.String"/><Property Name="BusinessPartnerIsBlocked" Type="Edm.Boolean"/><Property Name="Customer" Type="Edm.String" MaxLength="10"/>
<Property Name="CreationDate" Type="Edm.DateTime" sap:display-format="Date"/><Property Name="CreationTime" Type="Edm.Time"/><Property Name="LastChangeDate" Type="Edm.DateTime" sap:display-format="Date"/><Property Name="LastChangeTime" Type="Edm.Time" sap:sortable="false"/>
<NavigationProperty Name="to_BusinessPartnerAddress" Relationship="BP.assoc_1" FromRole="F" ToRole="T"/><NavigationProperty Name="to_Customer" Relationship="BP.assoc_2" FromRole="F" ToRole="T"/></EntityType>
<EntityType Name="AddressType"><Key><PropertyRef Name="AddressID"/></Key><Property Name="AddressID" Type="Edm.String"/><Property Name="Country" Type="Edm.String"/><Property Name="StreetName" Type="Edm.String"/><Property Name="PostalCode" Type="Edm.String"/></EntityType>
<EntityType Name="CustomerType"><Key><PropertyRef Name="Customer"/></Key><Property Name="Customer" Type="Edm.String"/><Property Name="VATRegistration" Type="Edm.String"/></EntityType>
<Association Name="assoc_1"><End Type="BP.A_BusinessPartnerType" Multiplicity="1" Role="F"/><End Type="BP.AddressType" Multiplicity="*" Role="T"/></Association>
<Association Name="assoc_2"><End Type="BP.A_BusinessPartnerType" Multiplicity="1" Role="F"/><End Type="BP.CustomerType" Multiplicity="0..1" Role="T"/></Association>
<EntityContainer Name="C"><EntitySet Name="A_BusinessPartner" EntityType="BP.A_BusinessPartnerType"/></EntityContainer></Schema></edmx:DataServices></edmx:Edmx>"#,
];

const ODD_V2: &[&str] = &[
    r#"set-more 200

{"d":{"results":[],"__next":"A_BusinessPartner?$skiptoken=2"}}"#,
    r#"set 200

{"d":[{"BusinessPartner":"1000","CreationDate":"/Date(99999999999999999999)/","CreationTime":"PT99999H99M99S"}]}"#,
    r#"set 500

{"error":{"code":"/IWBEP/CM_MGW_RT/022","message":{"lang":"en","value":"x"},"innererror":{}}}"#,
    r#"set 401
www-authenticate: Basic realm="SAP"

<html>"#,
    r#"set 200
content-encoding: gzip

{"d":{"results":[]}}"#,
];

const REMEMBERED: &[&str] = &["metadata", "token"];

fn place(asked: &Asked) -> String {
    let name = match asked.path() {
        path if path.ends_with("/token") => "token",
        path if path.ends_with("$metadata") => "metadata",
        path if path.ends_with("$count") => "count",
        _ if asked.query().contains("skiptoken") => "set-more",
        _ => "set",
    };
    name.to_owned()
}

fn connect(of: &str, url: &str) -> Box<dyn Connector> {
    let config = format!("base_url = '{url}'\nlimits = {{ api = {FREE} }}\n{of}\n{CONFIG}");
    let config = toml::from_str(&config).unwrap();
    Box::new(OData::new("erp".into(), &config).unwrap())
}

fn business_central(url: &str) -> Box<dyn Connector> {
    let token = format!(
        "auth = {{ oauth = {{ token_url = '{url}/token', client_id = 'a', client_secret = 'b' }} }}"
    );
    connect(&format!("preset = 'business-central'\ncompany = 'c'\n{token}"), url)
}

fn s4hana(url: &str) -> Box<dyn Connector> {
    connect("preset = 'sap-s4hana'\nauth = { user = 'u', password = 'p' }", url)
}

#[test]
fn odata_v4() {
    let spec = default_mapping(Preset::BusinessCentral);
    let invoices = || mapping(&spec, EntityKind::Incentive, "v2.0/purchaseInvoices");
    let mut list = all(&invoices(), 10);
    list.count = true;
    list.order =
        Some(SourceOrder { field: "postingDate".into(), direction: Direction::Desc, by_day: None });
    let children = under(&invoices(), "vendorId", &["6d115c9c-44e3-ea11-bb43-000d3a2feca1"]);
    let some = by_ids(&invoices(), &["5d115c9c-44e3-ea11-bb43-000d3a2feca1"]);
    let mut after = list.clone();
    let key = channelgraph_schema::Value::Date("2026-03-02".parse().unwrap());
    after.after = Some(channelgraph_core::After { key, id: Some(String::new()) });
    let names = vec!["number".to_owned(), "nothing".to_owned()];
    let questions = vec![
        (vec!["set", "set-more", "metadata", "token"], Question::read(invoices(), list)),
        (vec!["set", "set-more"], Question::read(invoices(), some)),
        (vec!["set", "set-more"], Question::read(invoices(), children)),
        (vec!["count"], Question::read(invoices(), after)),
        (vec!["metadata"], Question::Describe("v2.0/purchaseInvoices", names)),
    ];
    let answers = Answers { remembered: REMEMBERED, good: V4, odd: ODD_V4 };
    Subject { name: "odata v4", connect: business_central, place, questions, answers }.run();
}

#[test]
fn odata_v2() {
    const OBJECT: &str = "API_BUSINESS_PARTNER/A_BusinessPartner";
    let spec = default_mapping(Preset::SapS4hana);
    let partners = || mapping(&spec, EntityKind::Partner, OBJECT);
    let list = all(&partners(), 10);
    let mut ordered = list.clone();
    ordered.count = true;
    ordered.order =
        Some(SourceOrder { field: "CreationDate".into(), direction: Direction::Asc, by_day: None });
    let some = by_ids(&partners(), &["1000"]);
    let names = vec!["Customer".to_owned(), "to_Customer.VATRegistration".to_owned()];
    let questions = vec![
        (vec!["set", "set-more", "metadata"], Question::read(partners(), list)),
        (vec!["set", "set-more"], Question::read(partners(), ordered)),
        (vec!["set"], Question::read(partners(), some)),
        (vec!["metadata"], Question::Describe(OBJECT, names)),
    ];
    let answers = Answers { remembered: REMEMBERED, good: V2, odd: ODD_V2 };
    Subject { name: "odata v2", connect: s4hana, place, questions, answers }.run();
}
