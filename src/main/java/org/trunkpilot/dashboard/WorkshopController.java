package org.trunkpilot.dashboard;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.trunkpilot.dashboard.Workshop.Checked;
import org.trunkpilot.operator.ApiProblem;
import org.trunkpilot.operator.Site;
import org.trunkpilot.pbx.CheckItem;
import org.trunkpilot.trunk.PbxId;

/** What {@code setup} and {@code check} tell on the command line, for who has only the page. */
@RestController
@RequestMapping(path = "/api/v1/pbxs/{pbx}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "setup", description = "What belongs on the PBX, and whether it is there.")
class WorkshopController {
    private final Workshop workshop;
    private final Site site;

    WorkshopController(Workshop workshop, Site site) {
        this.workshop = workshop;
        this.site = site;
    }

    @Schema(name = "Setup", description = "What belongs on the PBX, made from the configuration.")
    record SetupJson(
            @Schema(description = "Where we reach the PBX.", example = "127.0.0.1:5038")
            String address,

            @Schema(description = "Step by step: account, rights, dialplan.")
            String setup,

            @Schema(description = "The dialplan alone: the file to install.")
            String dialplan) {}

    @Schema(name = "Check", description = "Everything that setup asks for, tested on the PBX.")
    record CheckJson(
            Instant at,

            @Schema(description = "How long it took.") double seconds,

            @Schema(description = "Items that will not work.")
            long failed,

            @Schema(description = "Items that work, and something will be missing.")
            long warned,

            List<CheckItemJson> items) {

        static CheckJson of(Checked checked) {
            return new CheckJson(
                    checked.at(),
                    checked.took().toMillis() / 1000.0,
                    count(checked, CheckItem.Result.FAIL),
                    count(checked, CheckItem.Result.WARN),
                    checked.items().stream().map(CheckItemJson::of).toList());
        }

        private static long count(Checked checked, CheckItem.Result result) {
            return checked.items().stream()
                    .filter(item -> item.result() == result)
                    .count();
        }
    }

    @Schema(name = "CheckItem")
    record CheckItemJson(
            String what,
            CheckItem.Result result,

            @Schema(description = "What was found, with its figures.")
            String found,

            @Schema(description = "What to do; empty when nothing.")
            String remedy) {

        static CheckItemJson of(CheckItem item) {
            return new CheckItemJson(item.what(), item.result(), item.found(), item.remedy());
        }
    }

    @GetMapping("/setup")
    @Operation(summary = "What to put on the PBX", description = "No connection is made, and no secret is told.")
    SetupJson setup(@PathVariable String pbx) {
        var known = workshop.of(id(pbx));
        return new SetupJson(known.address().host() + ":" + known.address().port(), known.setup(), known.dialplan());
    }

    @GetMapping("/check")
    @Operation(summary = "The last check since the start", description = "204 while there was none.")
    ResponseEntity<CheckJson> last(@PathVariable String pbx) {
        return workshop.of(id(pbx))
                .last()
                .map(CheckJson::of)
                .map(ResponseEntity::ok)
                .orElseGet(() -> ResponseEntity.noContent().build());
    }

    @PostMapping("/check")
    @Operation(summary = "Check the PBX now", description = """
                    Connects once more beside the link that steers, tests everything that setup asks for and answers when done: seconds,
                    up to a minute where the PBX is slow. That the PBX is out of reach is an item, too. 409 while one runs.""")
    CheckJson check(@PathVariable String pbx) {
        return workshop.of(id(pbx))
                .check()
                .map(CheckJson::of)
                .orElseThrow(() -> ApiProblem.conflict("PBX " + pbx + " is being checked; wait for what comes of it."));
    }

    private PbxId id(String name) {
        return site.pbx(name).inventory().pbx();
    }
}
