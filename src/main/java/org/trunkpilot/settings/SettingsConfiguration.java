package org.trunkpilot.settings;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.trunkpilot.control.ControlledPbx;
import org.trunkpilot.control.ControlledPbxs;
import org.trunkpilot.journal.JournalSettings;
import org.trunkpilot.notify.NotifySettings;
import org.trunkpilot.pbx.CalleeKey;
import org.trunkpilot.timeline.TimelineSettings;

/** Hands the settings out: to each package its own. */
@Configuration(proxyBeanMethods = false)
class SettingsConfiguration {

    @Bean
    Settings settings(ConfigurableEnvironment environment) {
        return Settings.from(environment);
    }

    @Bean
    Installation installation(Settings settings) {
        return Installation.in(settings.dataDir(), settings.owner());
    }

    @Bean
    CalleeKey calleeKey(Installation installation) {
        return installation.calleeKey();
    }

    @Bean
    TimelineSettings timelineSettings(Settings settings) {
        return settings.timeline();
    }

    @Bean
    JournalSettings journalSettings(Settings settings) {
        return settings.journal();
    }

    @Bean
    NotifySettings notifySettings(Settings settings) {
        return settings.notifications();
    }

    /** @param more PBXes that are not in a file: the practice world's */
    @Bean
    ControlledPbxs controlledPbxs(Settings settings, Installation installation, ObjectProvider<PbxSettings> more) {
        return new ControlledPbxs(Stream.concat(settings.pbxs().stream(), more.orderedStream())
                .map(pbx -> controlled(pbx, settings.profiles(), installation.owner()))
                .toList());
    }

    private static ControlledPbx controlled(PbxSettings pbx, Map<String, Profile> profiles, String owner) {
        Profile whole = named(profiles, pbx.profile());
        return new ControlledPbx(
                pbx.address(),
                pbx.inventory(),
                pbx.mode(),
                pbx.terms(),
                whole.health(),
                whole.routing(),
                pbx.policies(),
                owner,
                pbx.destinations(),
                pbx.references());
    }

    private static Profile named(Map<String, Profile> profiles, String name) {
        Profile profile = profiles.get(name);
        if (profile == null) {
            throw new IllegalStateException("no profile " + name + " among " + List.copyOf(profiles.keySet()));
        }
        return profile;
    }
}
