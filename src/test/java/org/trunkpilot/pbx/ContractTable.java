package org.trunkpilot.pbx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.trunkpilot.pbx.PbxAdapterContract.Fault;

/** The table of {@code docs/freeswitch.md}: a fault a row, a PBX a column. Each adapter's test keeps its own column. */
final class ContractTable {
    private static final Path FILE = Path.of("docs/freeswitch.md");
    private static final List<String> COLUMNS = List.of("fault", "both tell", "Asterisk", "FreeSWITCH");

    private ContractTable() {}

    /** What stands in the docs; with {@code -Dapprove=true}, after {@code fresh} was written there. */
    static String cell(Fault fault, String column, String fresh) throws IOException {
        int at = COLUMNS.indexOf(column);
        List<String> lines = new ArrayList<>(Files.readAllLines(FILE));
        for (int i = 0; i < lines.size(); i++) {
            String[] cells = lines.get(i).split("\\|", -1);
            if (cells.length == COLUMNS.size() + 2 && cells[1].strip().equals(name(fault))) {
                if (Boolean.getBoolean("approve")) {
                    cells[2] = " " + fault.told + " ";
                    cells[at + 1] = " " + fresh + " ";
                    lines.set(i, String.join("|", cells));
                    Files.write(FILE, lines);
                }
                return cells[2].strip().equals(fault.told)
                        ? cells[at + 1].strip()
                        : "the docs say both tell: " + cells[2];
            }
        }
        throw new AssertionError(FILE + " has no row \"" + name(fault) + "\"");
    }

    private static String name(Fault fault) {
        return fault.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
