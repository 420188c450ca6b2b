package org.trunkpilot.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.trunkpilot.web.InMemoryRoom;
import org.trunkpilot.web.OnTheWeb;
import org.trunkpilot.web.Web.Reply;

/** Switching between acting and watching, and giving a frozen route back. */
class ModeTest extends OnTheWeb {
    @Test
    void theModeIsHandedToControlWithTheNameOfWhoSaidSo() {
        room.move(InMemoryRoom.HQ, InMemoryRoom.PROV_B, InMemoryRoom.PROV_A);

        Reply reply = admin().post("/api/v1/pbxs/hq/mode", "{\"mode\":\"WATCHING\"}");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(room.asked).containsExactly("hq WATCHING by admin-token");
        assertThat(reply.json().get("words").asString()).contains("deletes its orders from hq");
        assertThat(reply.json().get("warnings").toString()).contains("default", "go back to the static order");
    }

    @Test
    void aModeThatIsNotWhatOneSawIsNotSwitched() {
        Reply seen = admin().get("/api/v1/pbxs/hq/mode");
        assertThat(seen.header("ETag")).isEqualTo("\"ACTING\"");

        Reply stale = admin().with("If-Match", "\"WATCHING\"").post("/api/v1/pbxs/hq/mode", "{\"mode\":\"ACTING\"}");

        assertThat(stale.status()).isEqualTo(412);
        assertThat(room.asked).isEmpty();
        assertThat(admin().with("If-Match", seen.header("ETag"))
                        .post("/api/v1/pbxs/hq/mode", "{\"mode\":\"WATCHING\"}")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void oneKeySwitchesOnce() {
        for (int i = 0; i < 2; i++) {
            Reply reply = admin().with("Idempotency-Key", "m1").post("/api/v1/pbxs/hq/mode", "{\"mode\":\"WATCHING\"}");
            assertThat(reply.status()).isEqualTo(202);
            assertThat(reply.header("Idempotent-Replayed")).isEqualTo(i == 0 ? "" : "true");
        }

        assertThat(room.asked).hasSize(1);
    }

    @Test
    void onlyARouteThatWasFrozenByAHandIsGivenBack() {
        Reply notFrozen = admin().post("/api/v1/pbxs/hq/routes/default/unfreeze", "");
        assertThat(notFrozen.status()).isEqualTo(409);
        room.freeze(InMemoryRoom.HQ, "somebody wrote prov-b,prov-a by hand");

        Reply reply = admin().post("/api/v1/pbxs/hq/routes/default/unfreeze", "");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(room.asked).containsExactly("hq unfreeze default by admin-token");
        assertThat(admin().post("/api/v1/pbxs/hq/routes/nowhere/unfreeze", "").status())
                .isEqualTo(404);
    }
}
