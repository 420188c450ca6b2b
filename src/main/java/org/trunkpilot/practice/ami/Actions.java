package org.trunkpilot.practice.ami;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.trunkpilot.practice.world.World;

/** All actions by name, which knows no case. */
public final class Actions {
    private final Map<String, Action> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** @param dialplan the text of the extensions.conf that is installed on this PBX, empty for none */
    public Actions(World world, String dialplan) {
        SessionActions.addTo(this, world);
        new CoreActions(world).addTo(this);
        new ChannelActions(world).addTo(this);
        new AstDbActions(world.db()).addTo(this);
        new PjsipActions(world).addTo(this);
        new DialplanActions(world, InstalledDialplan.of(dialplan)).addTo(this);
    }

    void add(String name, String synopsis, Action.Does does, EventClass... needs) {
        byName.put(name, new Action(name, synopsis, List.of(needs), does));
    }

    Optional<Action> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Collection<Action> all() {
        return byName.values();
    }
}
