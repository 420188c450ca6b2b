package org.trunkpilot;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.dashboard.PracticeStory;
import org.trunkpilot.exercise.Exercises;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.pbx.Secret;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.practice.Dialect;
import org.trunkpilot.practice.PracticeSettings;
import org.trunkpilot.practice.PracticeWorld;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.settings.PbxSettings;
import org.trunkpilot.settings.Profile;
import org.trunkpilot.settings.Settings;
import org.trunkpilot.settings.SettingsException;
import org.trunkpilot.trunk.SteeredRoute;

/** The make-believe PBX of a practice run, handed to the settings as if a file had named it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(PracticeRun.ACTIVE)
class PracticeConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(PracticeConfiguration.class);

    /** Fixed, so that two people who practise see the same calls. */
    private static final long SEED = 1;

    @Bean
    PbxKind practiceKind(@Value("${trunkpilot.practice.kind}") String kind) {
        return Arrays.stream(PbxKind.values())
                .filter(known -> known.name().equals(kind.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new SettingsException(
                        "trunkpilot.practice.kind", "\"" + kind + "\" is not known; give asterisk or freeswitch"));
    }

    /** Its carriers and calls, and what goes wrong, and when. */
    @Bean
    PracticeSettings practiceSettings() {
        return PracticeSettings.firstRun(SEED);
    }

    @Bean(destroyMethod = "close")
    PracticeWorld practiceWorld(InstantSource clock, PbxKind kind, PracticeSettings settings) {
        Dialect dialect = kind == PbxKind.FREESWITCH ? Dialect.ESL : Dialect.AMI;
        PracticeWorld world = PracticeWorld.start(settings.speaking(dialect), clock);
        LOG.info(
                "Practice: a make-believe PBX speaks {} on {}:{}. No real call is placed or moved.",
                dialect,
                world.host(),
                world.port());
        return world;
    }

    @Bean
    PracticeStory practiceStory(PracticeWorld world) {
        return () -> world.scene()
                .map(scene -> new PracticeStory.Scene(scene.words(), scene.since(), scene.until(), scene.next()));
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Exercises exercises(PracticeWorld world, ControlRoom control, InstantSource clock) {
        return new Exercises(world, control, clock);
    }

    @Bean
    PbxSettings practicePbx(PracticeWorld world, PbxKind kind, Settings settings) {
        Profile exercise = Objects.requireNonNull(settings.profiles().get("exercise"));
        var address = new PbxAddress(
                world.inventory().pbx(),
                kind,
                world.host(),
                world.port(),
                false,
                world.username(),
                new Secret(world.secret()),
                PbxAddress.RowStore.DATABASE);
        return new PbxSettings(
                address,
                world.inventory(),
                Mode.ACTING,
                SteeringTerms.DEFAULTS,
                exercise.name(),
                world.inventory().steeredRoutes().stream()
                        .collect(Collectors.toMap(SteeredRoute::id, route -> exercise.routing())));
    }
}
