package org.trunkpilot.control;

import java.util.List;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.Losses;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.trunk.Inventory;

/**
 * One PBX as the control thread left it at its last tick: a value, safe to read from any thread.
 *
 * @param modeReason why the mode is what it is, a sentence
 * @param losses what the core could not take account of since the start
 * @param alarms what needs a person now, a sentence each: those of the judgement, and those about our own work
 * @param faultsOfOurOwn signals and ticks that failed by a fault of Trunkpilot, since the start
 * @param routes one for every configured route, emergency routes included, in the order of the configuration
 * @param referencesDropped answers of the reference hosts lost because the control thread did not take them in time, since the start
 */
public record PbxView(
        Inventory inventory,
        PbxKind kind,
        LinkStatus link,
        Mode mode,
        String modeReason,
        Judgement judgement,
        Losses losses,
        List<String> alarms,
        long faultsOfOurOwn,
        List<RouteView> routes,
        long referencesDropped) {

    /** A view of a PBX whose reference hosts lost nothing. */
    public PbxView(
            Inventory inventory,
            PbxKind kind,
            LinkStatus link,
            Mode mode,
            String modeReason,
            Judgement judgement,
            Losses losses,
            List<String> alarms,
            long faultsOfOurOwn,
            List<RouteView> routes) {
        this(inventory, kind, link, mode, modeReason, judgement, losses, alarms, faultsOfOurOwn, routes, 0);
    }

    public PbxView {
        alarms = List.copyOf(alarms);
        routes = List.copyOf(routes);
    }
}
