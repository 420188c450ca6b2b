package org.trunkpilot.dashboard;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.trunkpilot.backtest.Counterfactuals;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.dashboard.SiteJson.RecordJson;
import org.trunkpilot.dashboard.SiteJson.UserJson;
import org.trunkpilot.operator.SignedIn;
import org.trunkpilot.operator.Site;
import org.trunkpilot.timeline.Timeline;

/** What is believed and wanted now: read from the control threads' last views, so it answers without a database. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "now", description = "What is believed, wanted and done now. Answers with the database down.")
class ReadController {
    static final String NOTHING_CONFIGURED =
            "No PBX is configured. Write trunkpilot.pbxs into config/application.yml (the README shows how in ten minutes),"
                    + " run \"java -jar trunkpilot.jar setup <pbx>\" for what to put on the PBX, and start again.";

    private final ControlRoom control;
    private final Timeline timeline;
    private final Counterfactuals counterfactuals;
    private final Site site;
    private final InstantSource clock;
    private final boolean practice;
    private final ObjectProvider<PracticeStory> story;
    private final String version;

    ReadController(
            ControlRoom control,
            Timeline timeline,
            Counterfactuals counterfactuals,
            Site site,
            InstantSource clock,
            @Value("${trunkpilot.practice.active:false}") boolean practice,
            ObjectProvider<PracticeStory> story,
            ObjectProvider<BuildProperties> build) {
        this.control = control;
        this.timeline = timeline;
        this.counterfactuals = counterfactuals;
        this.site = site;
        this.clock = clock;
        this.practice = practice;
        this.story = story;
        this.version = Optional.ofNullable(build.getIfAvailable())
                .map(BuildProperties::getVersion)
                .orElse("unknown");
    }

    @GetMapping("/site")
    @Operation(summary = "This installation, and who is asking")
    SiteJson site(@Parameter(hidden = true) @AuthenticationPrincipal SignedIn who) {
        boolean configured = !control.views().isEmpty();
        return new SiteJson(
                version,
                clock.instant(),
                practice,
                Optional.ofNullable(story.getIfAvailable())
                        .flatMap(PracticeStory::now)
                        .orElse(null),
                configured,
                configured ? null : NOTHING_CONFIGURED,
                new UserJson(who.name(), who.role()),
                RecordJson.of(timeline.status()));
    }

    @GetMapping("/pbxs")
    @Operation(summary = "Every PBX", description = "In the order of the configuration.")
    Page<PbxJson> pbxs() {
        return Page.whole(control.views().stream().map(this::json).toList());
    }

    @GetMapping("/pbxs/{pbx}")
    @Operation(summary = "One PBX")
    PbxJson pbx(@PathVariable String pbx) {
        return json(site.pbx(pbx));
    }

    private PbxJson json(PbxView view) {
        return PbxJson.of(view, counterfactuals.of(view), practice, clock.instant());
    }

    @GetMapping("/trunks")
    @Operation(summary = "Every trunk of every PBX", description = "In the order of the configuration.")
    Page<TrunkJson> trunks() {
        return Page.whole(control.views().stream()
                .map(TrunkJson::all)
                .flatMap(List::stream)
                .toList());
    }

    @GetMapping("/trunks/{pbx}/{trunk}")
    @Operation(summary = "One trunk")
    TrunkJson trunk(@PathVariable String pbx, @PathVariable String trunk) {
        PbxView view = site.pbx(pbx);
        return TrunkJson.of(view, site.trunk(view, trunk));
    }

    @GetMapping("/routes")
    @Operation(
            summary = "Every route of every PBX",
            description = "The order configured, the order wanted, the order read back from the PBX, and why.")
    Page<RouteJson> routes() {
        return Page.whole(control.views().stream()
                .map(RouteJson::all)
                .flatMap(List::stream)
                .toList());
    }
}
