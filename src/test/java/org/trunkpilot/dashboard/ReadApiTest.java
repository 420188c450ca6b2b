package org.trunkpilot.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.web.InMemoryRoom;
import org.trunkpilot.web.OnTheWeb;
import tools.jackson.databind.JsonNode;

/** What is believed and wanted now, as JSON. */
class ReadApiTest extends OnTheWeb {
    @Test
    void aPbxIsShownWithItsLinkAndItsState() {
        JsonNode pbxs = admin().get("/api/v1/pbxs").json();

        assertThat(pbxs.get("next").isNull()).isTrue();
        JsonNode hq = pbxs.get("items").get(0);
        assertThat(hq.get("name").asString()).isEqualTo("hq");
        assertThat(hq.get("kind").asString()).isEqualTo("ASTERISK");
        assertThat(hq.get("version").asString()).isEqualTo("Asterisk 22.5.2");
        assertThat(hq.get("link").get("state").asString()).isEqualTo("UP");
        assertThat(hq.get("link").get("dropped").asLong()).isEqualTo(3);
        assertThat(hq.get("state").asString()).isEqualTo("READY");
        assertThat(hq.get("mode").asString()).isEqualTo("ACTING");
        assertThat(hq.get("leaseUntil").asString()).isEqualTo("2026-03-01T08:10:00Z");
        assertThat(hq.get("practice").asBoolean()).isFalse();
        JsonNode branch = admin().get("/api/v1/pbxs/branch").json();
        assertThat(branch.get("link").get("problem").asString()).contains("refuses the password");
        assertThat(branch.get("version").isNull()).isTrue();
    }

    @Test
    void aTrunkIsShownWithItsPartsItsFindingsAndTheAgeOfItsEvidence() {
        room.believe(InMemoryRoom.HQ, InMemoryRoom.PROV_A, Verdict.DOWN);

        JsonNode trunk = admin().get("/api/v1/trunks/hq/prov-a").json();

        assertThat(trunk.get("verdict").asString()).isEqualTo("DOWN");
        assertThat(trunk.get("serviceState").asString()).isEqualTo("IN_SERVICE");
        assertThat(trunk.get("score").asInt()).isEqualTo(12);
        assertThat(trunk.get("grade").asString()).isEqualTo("B");
        assertThat(trunk.get("parts").get(0).get("part").asString()).isEqualTo("SETUP");
        assertThat(trunk.get("parts").get(1).get("words").asString()).isEqualTo("R 91 over 12 reports");
        assertThat(trunk.get("findings").get(0).get("layer").asString()).isEqualTo("SETUP");
        assertThat(trunk.get("findings").get(0).get("words").asString()).isEqualTo("prov-a refuses 5 of 5 calls.");
        assertThat(trunk.get("liveCalls").asInt()).isEqualTo(4);
        assertThat(trunk.get("channels").asInt()).isEqualTo(30);
        assertThat(trunk.get("lastTwoWayCallAt").asString()).isEqualTo("2026-03-01T07:59:30Z");
        assertThat(trunk.get("lastAnsweredOptionsAt").asString()).isEqualTo("2026-03-01T07:59:55Z");
        assertThat(trunk.get("ratingInbound").asDouble()).isEqualTo(91.23);
        assertThat(trunk.get("ratingOutbound").isNull()).isTrue();
        assertThat(trunk.get("pddMedianMillis").asInt()).isEqualTo(850);
        assertThat(trunk.get("routes").toString()).isEqualTo("[\"default\",\"emergency\"]");
    }

    @Test
    void everyTrunkOfEveryPbxIsListed() {
        JsonNode items = admin().get("/api/v1/trunks").json().get("items");

        assertThat(items.values())
                .extracting(
                        it -> it.get("pbx").asString() + "/" + it.get("name").asString())
                .containsExactly("hq/prov-a", "hq/prov-b", "branch/prov-a", "branch/prov-b");
    }

    @Test
    void aRouteIsShownAsConfiguredAsWantedAndAsThePbxHasIt() {
        room.move(InMemoryRoom.HQ, InMemoryRoom.PROV_B, InMemoryRoom.PROV_A);

        JsonNode items = admin().get("/api/v1/routes").json().get("items");

        JsonNode route = items.get(0);
        assertThat(route.get("staticOrder").toString()).isEqualTo("[\"prov-a\",\"prov-b\"]");
        assertThat(route.get("wantedOrder").toString()).isEqualTo("[\"prov-b\",\"prov-a\"]");
        assertThat(route.get("actualOrder").toString()).isEqualTo("[\"prov-b\",\"prov-a\"]");
        assertThat(route.get("inSync").asBoolean()).isTrue();
        assertThat(route.get("emergency").asBoolean()).isFalse();
        assertThat(route.get("frozen").isNull()).isTrue();
        assertThat(items.get(1).get("emergency").asBoolean()).isTrue();
        assertThat(items.get(1).get("leaseUntil").isNull()).isTrue();
    }

    @Test
    void theSiteTellsWhoIsAskingAndWhatTimeItIs() {
        JsonNode site = admin().get("/api/v1/site").json();

        assertThat(site.get("user").get("name").asString()).isEqualTo("admin-token");
        assertThat(site.get("user").get("role").asString()).isEqualTo("ADMIN");
        assertThat(site.get("practice").asBoolean()).isFalse();
        assertThat(site.get("configured").asBoolean()).isTrue();
        assertThat(site.get("notice").isNull()).isTrue();
        assertThat(site.get("now").asString()).startsWith("20").endsWith("Z");
        assertThat(site.get("record").get("writing").asBoolean()).isTrue();
    }
}
