package org.trunkpilot.settings;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.settings.RawSettings.RawCauses;
import org.trunkpilot.signal.Blame;
import org.trunkpilot.signal.CauseRules;

/** {@code trunkpilot.causes}: what a site knows better than the shipped table of causes. */
final class CauseReader {
    private static final String WORDS =
            "carrier, callee, account, codec, ours, nobody or untold, and behind carrier or callee"
                    + " a weight from 0 to 1, as in \"carrier 0.5\"";

    private CauseReader() {}

    /**
     * @param carriers of all trunks: rules for any other would never be asked, and a name misspelt is found at the start
     * @throws SettingsException naming the key that cannot be used
     */
    static CauseRules read(String key, @Nullable RawCauses raw, Set<String> carriers) {
        if (raw == null) {
            return CauseRules.NONE;
        }
        Map<String, CauseRules> ofCarriers = new LinkedHashMap<>();
        orEmpty(raw.carriers()).forEach((carrier, rules) -> {
            String at = key + ".carriers." + carrier;
            if (!carriers.contains(carrier)) {
                throw new SettingsException(
                        at,
                        "no trunk is of that carrier; there is " + String.join(", ", carriers)
                                + " (write a name with a blank or a dot as \"[Alpha Telecom]\")");
            }
            if (rules.carriers() != null) {
                throw new SettingsException(at + ".carriers", "unknown key; a carrier has sip and q850");
            }
            ofCarriers.put(carrier, rules(at, rules, Map.of()));
        });
        return rules(key, raw, ofCarriers);
    }

    private static CauseRules rules(String key, RawCauses raw, Map<String, CauseRules> carriers) {
        Map<Integer, CauseRules.Rule> sip = rules(key + ".sip", raw.sip(), 300, 699);
        Map<Integer, CauseRules.Rule> q850 = rules(key + ".q850", raw.q850(), 1, 127);
        return new CauseRules(sip, q850, carriers);
    }

    private static Map<Integer, CauseRules.Rule> rules(
            String key, @Nullable Map<String, String> raw, int least, int most) {
        Map<Integer, CauseRules.Rule> rules = new HashMap<>();
        orEmpty(raw).forEach((code, words) -> {
            String at = key + "." + code;
            if (!code.matches("[0-9]{1,3}") || Integer.parseInt(code) < least || Integer.parseInt(code) > most) {
                throw new SettingsException(at, "no code there is; give one from " + least + " to " + most);
            }
            rules.put(Integer.parseInt(code), rule(at, String.valueOf(words)));
        });
        return rules;
    }

    private static CauseRules.Rule rule(String key, String text) {
        String[] words = text.strip().split("\\s+", -1);
        Blame blame = switch (words[0]) {
            case "carrier" -> Blame.CARRIER;
            case "callee" -> Blame.CALLEE;
            case "account" -> Blame.ACCOUNT;
            case "codec" -> Blame.CODEC;
            case "ours" -> Blame.OURS;
            case "nobody" -> Blame.NOBODY;
            case "untold" -> Blame.UNTOLD;
            default -> throw new SettingsException(key, "\"" + text + "\" is not understood; give " + WORDS);
        };
        try {
            double weight = words.length > 1 ? Double.parseDouble(words[1]) : blame == Blame.CARRIER ? 1 : 0;
            if (words.length > 2) {
                throw new IllegalArgumentException("too many words");
            }
            return new CauseRules.Rule(blame, weight);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(
                    key, "\"" + text + "\" is not understood (" + e.getMessage() + "); give " + WORDS);
        }
    }

    private static <V> Map<String, V> orEmpty(@Nullable Map<String, V> map) {
        return map == null ? Map.of() : map;
    }
}
