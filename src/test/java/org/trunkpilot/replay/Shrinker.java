package org.trunkpilot.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Delta debugging (Zeller 2002): cuts a failing list down to one from which nothing can be left out. */
final class Shrinker {
    private Shrinker() {}

    /** @param fails true of {@code failing}, and of whatever still shows the same failure */
    static <T> List<T> least(List<T> failing, Predicate<List<T>> fails) {
        List<T> left = List.copyOf(failing);
        for (int chunk = Math.max(1, left.size() / 2); ; chunk = Math.max(1, chunk / 2)) {
            int before = left.size();
            for (int from = 0; from < left.size(); ) {
                var without = new ArrayList<>(left.subList(0, from));
                without.addAll(left.subList(Math.min(left.size(), from + chunk), left.size()));
                if (fails.test(without)) {
                    left = List.copyOf(without);
                } else {
                    from += chunk;
                }
            }
            if (chunk == 1 && left.size() == before) {
                return left;
            }
        }
    }
}
