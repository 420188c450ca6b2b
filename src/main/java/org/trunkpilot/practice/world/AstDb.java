package org.trunkpilot.practice.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Asterisk's own small database: values by family and key, told back as {@code /family/key}. */
public final class AstDb {
    /** Enough for any exercise; a client that writes without end is refused, not fed. */
    static final int MOST_ENTRIES = 1000;

    /** One entry under its whole name. */
    public record Entry(String path, String value) {}

    private final TreeMap<String, String> entries = new TreeMap<>();

    public Optional<String> get(String family, String key) {
        return Optional.ofNullable(entries.get(path(family, key)));
    }

    /** Whether it was taken. */
    public boolean put(String family, String key, String value) {
        var path = path(family, key);
        if (entries.size() >= MOST_ENTRIES && !entries.containsKey(path)) {
            return false;
        }
        entries.put(path, value);
        return true;
    }

    /** Whether there was anything to delete. */
    public boolean delete(String family, String key) {
        return entries.remove(path(family, key)) != null;
    }

    /** How many entries went. */
    public int deleteTree(String family, String key) {
        var going = tree(family, key);
        going.forEach(entry -> entries.remove(entry.path()));
        return going.size();
    }

    /** All below that family, or below that key of it; of everything when both are empty. */
    public List<Entry> tree(String family, String key) {
        var prefix = family.isEmpty() ? "" : key.isEmpty() ? "/" + family : path(family, key);
        List<Entry> found = new ArrayList<>();
        entries.forEach((path, value) -> {
            if (prefix.isEmpty() || path.equals(prefix) || path.startsWith(prefix + "/")) {
                found.add(new Entry(path, value));
            }
        });
        return found;
    }

    private static String path(String family, String key) {
        return "/" + family + "/" + key;
    }
}
