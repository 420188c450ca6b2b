package org.trunkpilot.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.trunkpilot.notify.BodyTemplate;
import org.trunkpilot.notify.ChannelSettings;
import org.trunkpilot.notify.NotifySettings;
import org.trunkpilot.notify.Pace;
import org.trunkpilot.pbx.Secret;
import org.trunkpilot.settings.RawSettings.RawChannel;
import org.trunkpilot.settings.RawSettings.RawNotify;

/** {@code trunkpilot.notify}: who is told of incidents. Values that may be secrets are never part of a message. */
final class NotifyReader {
    private static final String KEY = "trunkpilot.notify";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,40}");
    private static final Pattern ADDRESS = Pattern.compile("[^\\s@<>,;\"]+@[^\\s@<>,;\"]+");

    private NotifyReader() {}

    /**
     * Understands it.
     *
     * @param practice whether the PBX is make-believe
     * @throws SettingsException naming the key that cannot be used
     */
    static NotifySettings read(@Nullable RawNotify raw, ZoneId zone, boolean practice) {
        if (raw == null) {
            return NotifySettings.none(zone);
        }
        Duration week = Duration.ofDays(7);
        Duration second = Duration.ofSeconds(1);
        var pace = new Pace(
                time("wait", raw.settle(), Pace.USUAL.settle(), Duration.ZERO, Duration.ofMinutes(5)),
                time("gap", raw.gap(), Pace.USUAL.gap(), second, Duration.ofHours(1)),
                time("calm", raw.calm(), Pace.USUAL.calm(), second, Duration.ofHours(1)),
                remind(raw.remind(), week));
        Optional<URI> dashboard = Optional.ofNullable(raw.dashboardUrl())
                .filter(url -> !url.isBlank())
                .map(url -> address(KEY + ".dashboard-url", url, "http://192.0.2.1:8090/"));
        Map<String, ChannelSettings> channels = new LinkedHashMap<>();
        Optional.ofNullable(raw.channels())
                .orElse(Map.of())
                .forEach((name, channel) -> channels.put(name, channel(KEY + ".channels." + name, name, channel)));
        boolean silent = practice && !Boolean.TRUE.equals(raw.inPractice());
        return new NotifySettings(pace, dashboard, zone, List.copyOf(channels.values()), silent, Optional.empty());
    }

    private static Duration remind(@Nullable String text, Duration most) {
        Duration remind = time("remind", text, Pace.USUAL.remind(), Duration.ZERO, most);
        if (!remind.isZero() && remind.compareTo(Duration.ofMinutes(10)) < 0) {
            throw new SettingsException(KEY + ".remind", text + " is too often; give 10m to 7d, or 0 for never");
        }
        return remind;
    }

    private static Duration time(String leaf, @Nullable String text, Duration usual, Duration least, Duration most) {
        if (text == null || text.isBlank()) {
            return usual;
        }
        String key = KEY + "." + leaf;
        Duration time;
        try {
            time = DurationStyle.detectAndParse(text);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(key, "\"" + text + "\" is no duration; write 5s, 2m or 4h");
        }
        if (time.compareTo(least) < 0 || time.compareTo(most) > 0) {
            throw new SettingsException(
                    key, text + " is out of its range; give " + least.toSeconds() + "s to " + most.toMinutes() + "m");
        }
        return time;
    }

    private static ChannelSettings channel(String key, String name, RawChannel raw) {
        if (!NAME.matcher(name).matches()) {
            throw new SettingsException(key, "a name must match [A-Za-z0-9_.-]{1,40}");
        }
        return switch (Optional.ofNullable(raw.kind()).orElse("").strip()) {
            case "webhook" -> webhook(key, name, raw);
            case "mail" -> mail(key, name, raw);
            case "" -> throw new SettingsException(key + ".kind", "missing; give webhook or mail");
            default ->
                throw new SettingsException(key + ".kind", "\"" + raw.kind() + "\" is not known; give webhook or mail");
        };
    }

    private static ChannelSettings webhook(String key, String name, RawChannel raw) {
        unused(key + ".to", raw.to());
        unused(key + ".from", raw.from());
        String url = required(key + ".url", raw.url(), "give the address that takes the POSTs");
        Optional<Secret> secret = Optional.ofNullable(raw.secret())
                .filter(text -> !text.isBlank())
                .map(text -> new Secret(set(key + ".secret", text)));
        Optional<BodyTemplate> body = Optional.ofNullable(raw.body()).map(text -> {
            try {
                return BodyTemplate.of(text);
            } catch (IllegalArgumentException e) {
                throw new SettingsException(key + ".body", String.valueOf(e.getMessage()));
            }
        });
        return new ChannelSettings.Webhook(
                name, address(key + ".url", url, "https://hooks.example.com/trunkpilot"), secret, body);
    }

    private static ChannelSettings mail(String key, String name, RawChannel raw) {
        unused(key + ".url", raw.url());
        unused(key + ".secret", raw.secret());
        unused(key + ".body", raw.body());
        String from = required(key + ".from", raw.from(), "give the address it comes from");
        List<String> to = Optional.ofNullable(raw.to()).orElse(List.of());
        if (to.isEmpty()) {
            throw new SettingsException(
                    key + ".to", "missing; give the addresses to write to, as in [ops@example.com]");
        }
        mailbox(key + ".from", from);
        to.forEach(address -> mailbox(key + ".to", address));
        return new ChannelSettings.Mail(name, from, to);
    }

    private static void mailbox(String key, String address) {
        if (!ADDRESS.matcher(address).matches()) {
            throw new SettingsException(
                    key, "\"" + address + "\" is no mail address; write ops@example.com, without a name");
        }
    }

    private static void unused(String key, @Nullable Object value) {
        if (value != null) {
            throw new SettingsException(key, "is for channels of the other kind; take the line out");
        }
    }

    private static String required(String key, @Nullable String value, String remedy) {
        if (value == null || value.isBlank()) {
            throw new SettingsException(key, "missing; " + remedy);
        }
        return set(key, value);
    }

    private static String set(String key, String value) {
        if (value.startsWith("${")) {
            throw new SettingsException(key, value + " is not set; set that variable before the start");
        }
        return value.strip();
    }

    /** Says nothing of the value: with some receivers who knows it may write there. */
    private static URI address(String key, String text, String example) {
        try {
            var uri = new URI(text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw notAnAddress(key, example);
        }
        throw notAnAddress(key, example);
    }

    private static SettingsException notAnAddress(String key, String example) {
        return new SettingsException(
                key, "is no http or https address with a host and without a user or a #part; write it like " + example);
    }
}
