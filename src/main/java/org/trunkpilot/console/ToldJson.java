package org.trunkpilot.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.trunkpilot.replay.Told;
import org.trunkpilot.trunk.TrunkId;
import tools.jackson.databind.json.JsonMapper;

/**
 * A line of a replay. The keys and their order are always the same, but for {@code trunk} and {@code route}, of which a line has the one
 * that it is about, or neither when it is about the whole PBX.
 */
final class ToldJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ToldJson() {}

    static Map<String, Object> of(Told told) {
        var line = new LinkedHashMap<String, Object>();
        line.put("at", told.at().toString());
        line.put("type", told.type().name().toLowerCase(Locale.ROOT));
        told.trunk().ifPresent(trunk -> line.put("trunk", trunk.name()));
        told.route().ifPresent(route -> line.put("route", route.name()));
        line.put("verdict", told.verdict().map(Enum::name).orElse(null));
        line.put("attribution", told.attribution().map(Enum::name).orElse(null));
        line.put("findings", told.findings().stream().map(ToldJson::of).toList());
        line.put("from", names(told.from()));
        line.put("to", names(told.to()));
        line.put("reason", told.reason());
        return line;
    }

    static String text(Map<String, Object> line) {
        return JSON.writeValueAsString(line);
    }

    private static Map<String, Object> of(Told.Noted noted) {
        var finding = new LinkedHashMap<String, Object>();
        finding.put("kind", noted.kind());
        finding.put("verdict", noted.verdict().map(Enum::name).orElse(null));
        finding.put("since", noted.since().toString());
        finding.put("words", noted.words());
        return finding;
    }

    private static List<String> names(List<TrunkId> trunks) {
        return trunks.stream().map(TrunkId::name).toList();
    }
}
