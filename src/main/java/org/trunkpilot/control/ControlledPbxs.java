package org.trunkpilot.control;

import java.util.List;

/** All PBXes to be looked after, in the order of the configuration. */
public record ControlledPbxs(List<ControlledPbx> pbxs) {
    public ControlledPbxs {
        pbxs = List.copyOf(pbxs);
    }
}
