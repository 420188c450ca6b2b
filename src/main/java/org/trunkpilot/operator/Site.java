package org.trunkpilot.operator;

import java.util.List;
import org.springframework.stereotype.Component;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.control.RouteView;
import org.trunkpilot.trunk.Trunk;

/** Finds what a URL names, or says what there is instead (404). */
@Component
public class Site {
    private final ControlRoom control;

    Site(ControlRoom control) {
        this.control = control;
    }

    public PbxView pbx(String name) {
        List<PbxView> all = control.views();
        return all.stream()
                .filter(view -> view.inventory().pbx().name().equals(name))
                .findFirst()
                .orElseThrow(() -> ApiProblem.notFound(noSuchPbx(name, all)));
    }

    public Trunk trunk(PbxView pbx, String name) {
        List<Trunk> all = pbx.inventory().trunks();
        return all.stream()
                .filter(trunk -> trunk.id().name().equals(name))
                .findFirst()
                .orElseThrow(() -> ApiProblem.notFound("PBX " + pbx.inventory().pbx() + " has no trunk \"" + name
                        + "\"; it has "
                        + list(all.stream().map(trunk -> trunk.id().name()).toList()) + "."));
    }

    public RouteView route(PbxView pbx, String name) {
        List<RouteView> all = pbx.routes();
        return all.stream()
                .filter(route -> route.route().id().name().equals(name))
                .findFirst()
                .orElseThrow(() -> ApiProblem.notFound("PBX " + pbx.inventory().pbx() + " has no route \"" + name
                        + "\"; it has "
                        + list(all.stream()
                                .map(route -> route.route().id().name())
                                .toList()) + "."));
    }

    static String noSuchPbx(String name, List<PbxView> all) {
        return "There is no PBX \"" + name + "\"; configured is "
                + list(all.stream().map(view -> view.inventory().pbx().name()).toList()) + ".";
    }

    static String list(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
