package org.trunkpilot.settings;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.IgnoreTopLevelConverterNotFoundBindHandler;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Spring's binder, told to be strict, and its complaints in one line that names the key. */
final class RawBinding {
    static final String ROOT = "trunkpilot";

    /**
     * Spring drops every other character from a map key without a word: a trunk {@code prov;a} would become {@code prova}. The name of
     * a carrier in brackets is kept as it is, and may be of several words.
     */
    private static final Pattern KEY =
            Pattern.compile("(trunkpilot\\.causes\\.carriers\\.?\\[[^\\[\\]]+\\])?[A-Za-z0-9_.\\-\\[\\]]+");

    private RawBinding() {}

    static RawSettings bind(ConfigurableEnvironment environment) {
        refuseOddKeys(environment);
        try {
            return Binder.get(environment)
                    .bind(
                            ROOT,
                            Bindable.of(RawSettings.class),
                            new NoUnboundElementsBindHandler(
                                    new IgnoreTopLevelConverterNotFoundBindHandler(),
                                    new UnboundElementsSourceFilter()))
                    .orElseGet(() -> new RawSettings(
                            null, null, null, null, null, null, null, null, null, null, null, null, null));
        } catch (BindException e) {
            throw told(e);
        }
    }

    private static SettingsException told(BindException e) {
        if (e.getCause() instanceof UnboundConfigurationPropertiesException unbound) {
            Set<String> keys = unbound.getUnboundProperties().stream()
                    .map(ConfigurationProperty::getName)
                    .map(Object::toString)
                    .collect(Collectors.toCollection(TreeSet::new));
            return new SettingsException(
                    String.join(", ", keys),
                    "unknown key; check the spelling against the manual (application.yml), and write a name that holds a dot as \"[a.b]\"");
        }
        ConfigurationProperty property = e.getProperty();
        String key = (property == null ? e.getName() : property.getName()).toString();
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new SettingsException(
                key, String.valueOf(root.getMessage()).lines().findFirst().orElse("not understood"));
    }

    private static void refuseOddKeys(ConfigurableEnvironment environment) {
        environment.getPropertySources().stream()
                .filter(source -> !source.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME))
                .filter(EnumerablePropertySource.class::isInstance)
                .flatMap(source -> Arrays.stream(((EnumerablePropertySource<?>) source).getPropertyNames()))
                .filter(name -> name.startsWith(ROOT + "."))
                .filter(name -> !KEY.matcher(name).matches())
                .findFirst()
                .ifPresent(name -> {
                    throw new SettingsException(name, "a name must match [A-Za-z0-9_.-]{1,40}");
                });
    }
}
