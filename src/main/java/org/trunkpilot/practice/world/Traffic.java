package org.trunkpilot.practice.world;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.trunkpilot.trunk.SteeredRoute;

/**
 * The calls of the site: one at a steady interval, over the steered routes in turn, to numbers in several prefixes that hardly
 * ever repeat. Most are answered; as on any line some callees are busy or let it ring, which is nobody's fault.
 *
 * @param every between two calls; zero for none
 * @param talks how long an answered call lasts
 */
public record Traffic(Duration every, Duration talks) {
    public static final Traffic NONE = new Traffic(Duration.ZERO, Duration.ZERO);

    /** A call each two seconds of thirty seconds: about fifteen up at a time. */
    public static final Traffic STEADY = new Traffic(Duration.ofSeconds(2), Duration.ofSeconds(30));

    private static final List<String> PREFIXES = List.of("0201", "0305", "0402", "0617", "0703", "0894");

    void begin(World world, List<SteeredRoute> routes, SplittableRandom random) {
        if (!every.isZero() && !routes.isEmpty()) {
            next(world, routes, random, 0);
        }
    }

    private void next(World world, List<SteeredRoute> routes, SplittableRandom random, long count) {
        world.agenda().in(every, () -> {
            // Two calls on the first route for one on each of the others: the main route has the most traffic.
            int turn = (int) (count % (routes.size() + 1));
            var route = routes.get(Math.max(0, turn - 1));
            world.call(route.id(), callee(random));
            next(world, routes, random, count + 1);
        });
    }

    private Callee callee(SplittableRandom random) {
        var number = PREFIXES.get(random.nextInt(PREFIXES.size())) + (100_000 + random.nextInt(900_000));
        int fate = random.nextInt(100);
        if (fate < 4) {
            return new Callee(number, new Callee.Busy());
        }
        if (fate < 8) {
            return new Callee(number, new Callee.LetsItRing(Duration.ofMillis(15_000 + random.nextInt(5_000))));
        }
        return new Callee(number, new Callee.Answers(Duration.ofMillis(500 + random.nextInt(3_000)), talks));
    }
}
