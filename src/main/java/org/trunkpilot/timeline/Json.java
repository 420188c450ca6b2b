package org.trunkpilot.timeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Details and evidence as JSON text. A mapper of its own: what was kept last year must be readable whatever the web's
 * mapper is told this year.
 */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final TypeReference<Map<String, Object>> DETAIL = new TypeReference<>() {};
    private static final TypeReference<List<String>> SENTENCES = new TypeReference<>() {};

    private Json() {}

    /** One too long for its column is replaced as a whole: half a JSON text is none. */
    static String detail(Map<String, Object> detail) {
        String json = MAPPER.writeValueAsString(detail);
        return json.length() <= Columns.LIST
                ? json
                : MAPPER.writeValueAsString(Map.of("dropped", "detail of " + json.length() + " characters"));
    }

    static Map<String, Object> detail(String json) {
        return MAPPER.readValue(json, DETAIL);
    }

    /** The first sentences that fit their column. */
    static String sentences(List<String> sentences) {
        List<String> kept = new ArrayList<>(
                sentences.stream().map(s -> Columns.fit(s, Columns.WORDS)).toList());
        String json = MAPPER.writeValueAsString(kept);
        while (json.length() > Columns.LIST) {
            kept.remove(kept.size() - 1);
            json = MAPPER.writeValueAsString(kept);
        }
        return json;
    }

    static List<String> sentences(String json) {
        return MAPPER.readValue(json, SENTENCES);
    }
}
