//! What is read out of the metadata of both versions.

use super::{Kind, Navigation, parse};

const V2: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx" xmlns:sap="http://www.sap.com/Protocols/SAPData">
<edmx:DataServices><Schema Namespace="BP" xmlns="http://schemas.microsoft.com/ado/2008/09/edm">
<EntityType Name="A_BusinessPartnerType"><Key><PropertyRef Name="BusinessPartner"/></Key>
 <Property Name="BusinessPartner" Type="Edm.String" Nullable="false" MaxLength="10"/>
 <Property Name="CreationDate" Type="Edm.DateTime" sap:display-format="Date"/>
 <Property Name="ChangedAt" Type="Edm.DateTime" sap:sortable="false" sap:filterable="false"/>
 <Property Name="Odd" Type="BP.Complex"/>
 <NavigationProperty Name="to_BusinessPartnerTax" Relationship="BP.assoc_1" FromRole="F" ToRole="T"/></EntityType>
<EntityType Name="TaxType"><Key><PropertyRef Name="BusinessPartner"/><PropertyRef Name="BPTaxType"/></Key>
 <Property Name="BPTaxNumber" Type="Edm.String"/></EntityType>
<Association Name="assoc_1"><End Type="BP.A_BusinessPartnerType" Multiplicity="1" Role="F"/><End Type="BP.TaxType" Multiplicity="*" Role="T"/></Association>
<EntityContainer Name="C"><EntitySet Name="A_BusinessPartner" EntityType="BP.A_BusinessPartnerType"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"#;

const V4: &str = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="Microsoft.NAV" Alias="NAV" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EnumType Name="status"><Member Name="_x0020_" Value="0"/><Member Name="Open" Value="1"/></EnumType>
<EntityType Name="entity" Abstract="true"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid" Nullable="false"/></EntityType>
<EntityType Name="vendor" BaseType="NAV.entity"><Property Name="status" Type="Microsoft.NAV.status"/><Property Name="balance" Type="Edm.Decimal"/>
 <NavigationProperty Name="currency" Type="Microsoft.NAV.currency"/><NavigationProperty Name="picture" Type="Collection(NAV.picture)"/></EntityType>
<EntityContainer Name="Default"><EntitySet Name="vendors" EntityType="Microsoft.NAV.vendor"/></EntityContainer>
<Annotations Target="NAV.Default/vendors"><Annotation Term="Org.OData.Capabilities.V1.FilterRestrictions"><Record>
 <PropertyValue Property="NonFilterableProperties"><Collection><PropertyPath>balance</PropertyPath></Collection></PropertyValue></Record></Annotation>
 <Annotation Term="Cap.SortRestrictions"><Record><PropertyValue Property="Sortable" Bool="false"/></Record></Annotation></Annotations>
</Schema></edmx:DataServices></edmx:Edmx>"#;

#[test]
fn version_2_has_saps_annotations_and_associations() {
    let model = parse(V2).unwrap();
    let (_, partner) = model.set("A_BusinessPartner").unwrap();
    assert_eq!(partner.key, ["BusinessPartner"]);
    assert_eq!(partner.properties["BusinessPartner"].kind, Kind::Text(Some(10)));
    assert!(!partner.properties["BusinessPartner"].nullable);
    assert_eq!(partner.properties["CreationDate"].kind, Kind::Day);
    assert_eq!(partner.properties["Odd"].kind, Kind::Other);
    let changed = &partner.properties["ChangedAt"];
    assert_eq!(
        (&changed.kind, changed.filterable, changed.sortable),
        (&Kind::DateTime, false, false)
    );
    assert_eq!(
        partner.navigations["to_BusinessPartnerTax"],
        Navigation { to: "TaxType".into(), many: true }
    );
    let names: Vec<_> = model.field_infos(partner).into_iter().map(|info| info.name).collect();
    assert_eq!(
        names,
        [
            "BusinessPartner",
            "ChangedAt",
            "CreationDate",
            "Odd",
            "to_BusinessPartnerTax[].BPTaxNumber"
        ]
    );
}

#[test]
fn version_4_has_bases_enums_and_capabilities() {
    let model = parse(V4).unwrap();
    let (set, vendor) = model.set("vendors").unwrap();
    assert_eq!(vendor.key, ["id"]);
    assert_eq!(
        vendor.properties["status"].kind,
        Kind::Enum("Microsoft.NAV.status".into(), vec!["_x0020_".into(), "Open".into()])
    );
    assert_eq!(
        (vendor.navigations["currency"].many, vendor.navigations["picture"].many),
        (false, true)
    );
    assert!(set.unfilterable.contains("balance") && set.no_order && !set.no_filter);
}

#[test]
fn what_is_not_metadata_is_refused() {
    for bad in ["", "<html>", "<a/>", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "{}"] {
        assert!(parse(bad).is_err(), "{bad}");
    }
}
