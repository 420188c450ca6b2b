package org.trunkpilot.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.trunkpilot.journal.JournalSettings;
import org.trunkpilot.notify.ChannelSettings;
import org.trunkpilot.notify.NotifySettings;
import org.trunkpilot.timeline.TimelineSettings;

/**
 * The whole of {@code trunkpilot.*}, checked: what is in here can be used.
 *
 * @param dataDir where everything that must survive a restart lives
 * @param notifications who is told of incidents
 * @param zone of business hours, and of times in texts
 * @param profiles all there are, by name, with the site's changes
 * @param owner the name of this installation in the rows it writes; empty to let the data folder name it
 */
public record Settings(
        Path dataDir,
        Optional<String> owner,
        TimelineSettings timeline,
        JournalSettings journal,
        NotifySettings notifications,
        ZoneId zone,
        Map<String, Profile> profiles,
        List<PbxSettings> pbxs) {

    /** Reads what the service would read: application.yml, config/application.yml, the environment, these arguments. */
    public static Settings load(String... args) {
        return from(environment(args));
    }

    /** As {@link #load}, but a PBX need not have trunks yet: for finding out which it has. */
    public static Settings loadWithoutTrunks() {
        return new SettingsReader(RawBinding.bind(environment()), false).read();
    }

    /**
     * As {@link #load}, for judging without a PBX: neither accounts nor trunks need be known.
     *
     * @param only this file and nothing else of the site's, if given
     * @throws SettingsException naming the file or the key that cannot be used
     */
    public static Settings loadForReplay(Optional<Path> only) {
        try {
            var environment = only.isEmpty()
                    ? environment()
                    : environment("--spring.config.location=classpath:/,file:" + existing(only.get()) + "[.yml]");
            return new SettingsReader(RawBinding.bind(environment), false, false).read();
        } catch (SettingsException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new SettingsException(
                    only.map(Path::toString).orElse("config/application.yml"),
                    "cannot be understood: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason told"));
        }
    }

    /**
     * A profile of this site with single knobs turned for a trial.
     *
     * @param root what messages name the knobs by
     * @param knobs by their keys below the profile, as in {@code routing.dwell}
     * @throws SettingsException naming what is unknown or impossible
     */
    public Profile trial(String root, String profile, Map<String, String> knobs) {
        Profile known = profiles.get(profile);
        if (known == null) {
            throw new SettingsException(
                    root + ".profile",
                    "unknown profile \"" + profile + "\"; give one of " + String.join(", ", Profile.NAMES));
        }
        return known.with(root + ".knobs", knobs, zone);
    }

    /** The profiles of this site, in the order in which they grow bolder. */
    public List<Profile> profilesInOrder() {
        return Profile.NAMES.stream().map(profiles::get).toList();
    }

    private static Path existing(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new SettingsException(file.toString(), "there is no such file");
        }
        return file.toAbsolutePath();
    }

    private static ConfigurableEnvironment environment(String... args) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(args));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        return environment;
    }

    /** Understands an environment. @throws SettingsException naming the key that cannot be used */
    public static Settings from(ConfigurableEnvironment environment) {
        Settings settings = new SettingsReader(RawBinding.bind(environment), true).read();
        settings.notifications.channels().stream()
                .filter(ChannelSettings.Mail.class::isInstance)
                .findFirst()
                .filter(mail -> environment.getProperty("spring.mail.host", "").isBlank())
                .ifPresent(mail -> {
                    throw new SettingsException(
                            "spring.mail.host",
                            "missing; trunkpilot.notify.channels." + mail.name()
                                    + " needs a mail server: give its host (and spring.mail.port, .username, .password)");
                });
        return settings;
    }

    /** One PBX by its name. @throws SettingsException when there is none of that name */
    public PbxSettings pbx(String name) {
        return pbxs.stream()
                .filter(p -> p.address().pbx().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new SettingsException(
                        "trunkpilot.pbxs." + name,
                        "no such PBX is configured; "
                                + (pbxs.isEmpty()
                                        ? "none is: write one into config/application.yml"
                                        : "there is "
                                                + pbxs.stream()
                                                        .map(p -> p.address()
                                                                .pbx()
                                                                .name())
                                                        .collect(Collectors.joining(", ")))));
    }
}
