package org.trunkpilot.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;

/**
 * The whole of {@code trunkpilot.*}, checked: what is in here can be used.
 *
 * @param dataDir where everything that must survive a restart lives
 * @param owner the name of this installation in the rows it writes; empty to let the data folder name it
 */
public record Settings(Path dataDir, Optional<String> owner, List<PbxSettings> pbxs) {

    /** Reads what the service would read: application.yml, config/application.yml, the environment. */
    public static Settings load() {
        var environment = new StandardEnvironment();
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        return from(environment);
    }

    /** Understands an environment. @throws SettingsException naming the key that cannot be used */
    public static Settings from(ConfigurableEnvironment environment) {
        return new SettingsReader(RawBinding.bind(environment)).read();
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
