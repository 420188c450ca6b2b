package org.trunkpilot;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.commons.annotation.Testable;
import org.trunkpilot.trunk.Pure;

/**
 * Who may know whom, as data, and the rules made of it. The charters stand in each {@code package-info.java}.
 *
 * <p>The rules take the root package as an argument, so that the same rules can be shown to fail on the classes planted
 * under {@code planted}.
 */
final class Boundaries {

    /**
     * package | kind | may use. {@code PURE} stands for every pure package. A package not named here has no place in
     * the house.
     */
    private static final String TABLE = """
            trunk         | pure  |
            signal        | pure  | trunk
            health        | pure  | trunk signal
            override      | pure  | trunk
            routing       | pure  | trunk signal health override
            replay        | pure  | PURE
            pbx           | shell | trunk signal routing pbx.asterisk pbx.freeswitch
            pbx.asterisk  | shell | trunk signal routing pbx
            pbx.freeswitch | shell | trunk signal routing pbx
            timeline      | shell | PURE
            journal       | shell | PURE
            control       | shell | PURE pbx timeline journal
            operator      | shell | override trunk health routing control timeline
            backtest      | shell | PURE journal control settings operator
            dashboard     | shell | PURE control operator timeline pbx backtest
            notify        | shell | PURE pbx control operator
            settings      | shell | trunk signal health routing pbx control timeline journal notify
            practice      | shell | trunk
            exercise      | shell | PURE control operator practice
            console       | shell | PURE settings pbx operator
            """;

    /** What the pure packages may use of the world; never a clock, a thread, a file or a random source of their own. */
    private static final Set<String> PURE_WORLD = Set.of(
            "java.lang",
            "java.lang.annotation", // the mark itself
            "java.lang.invoke", // lambdas
            "java.lang.runtime", // records
            "java.util",
            "java.util.function",
            "java.util.regex",
            "java.util.stream",
            "java.time",
            "java.time.temporal",
            "java.math",
            "org.jspecify.annotations");

    private static final String HDR_HISTOGRAM = "org.HdrHistogram";

    /** Types of the allowed packages that bring time, chance or threads in all the same. */
    private static final Set<String> IMPURE_TYPES = Set.of(
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.lang.Runtime",
            "java.lang.Thread",
            "java.lang.ThreadLocal",
            "java.time.Clock",
            "java.time.InstantSource",
            "java.util.Random",
            "java.util.Timer");

    /** Names that say nothing of what the thing is. */
    private static final Set<String> BANNED_SUFFIXES =
            Set.of("Manager", "Helper", "Util", "Utils", "Impl", "Processor", "Data", "Info", "DTO", "Dto");

    private record Row(String name, boolean pure, Set<String> mayUse) {}

    private final String root;
    private final Map<String, Row> rows;

    Boundaries(String root) {
        this.root = root;
        this.rows = parse();
    }

    private static Map<String, Row> parse() {
        Map<String, String[]> cells = new LinkedHashMap<>();
        TABLE.lines()
                .map(line -> line.split("\\|", -1))
                .forEach(cell -> cells.put(cell[0].strip(), new String[] {cell[1].strip(), cell[2].strip()}));
        Set<String> pure = cells.entrySet().stream()
                .filter(entry -> entry.getValue()[0].equals("pure"))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        Map<String, Row> rows = new LinkedHashMap<>();
        cells.forEach((name, cell) -> {
            Set<String> mayUse = Arrays.stream(cell[1].split(" ", -1))
                    .flatMap(word -> word.equals("PURE") ? pure.stream() : Stream.of(word))
                    .filter(word -> !word.isEmpty() && !word.equals(name))
                    .collect(Collectors.toCollection(TreeSet::new));
            rows.put(name, new Row(name, pure.contains(name), mayUse));
        });
        return rows;
    }

    Set<String> packages() {
        return rows.keySet();
    }

    Set<String> purePackages() {
        return rows.values().stream().filter(Row::pure).map(Row::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The table. Says nothing of the root package, which starts the others and which nobody may know. */
    ArchRule dependenciesAreThoseOfTheTable() {
        return classes()
                .that(resideInAPackage(root + "..").and(not(resideInAPackage(root))))
                .should(useOnlyWhatTheTableAllows())
                .as("packages use only what the table in Boundaries allows")
                .allowEmptyShould(true);
    }

    private ArchCondition<JavaClass> useOnlyWhatTheTableAllows() {
        return new ArchCondition<>("use only what the table allows") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                Optional<Row> place = rowOf(user);
                if (place.isEmpty()) {
                    events.add(SimpleConditionEvent.violated(
                            user, user.getName() + " is in a package that the table does not know"));
                    return;
                }
                for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                    JavaClass used = dependency.getTargetClass().getBaseComponentType();
                    if (isOurs(used) && !isPureMark(used) && !mayUse(place.get(), used)) {
                        events.add(SimpleConditionEvent.violated(
                                user, place.get().name() + " may not use this: " + dependency.getDescription()));
                    }
                }
            }
        };
    }

    private boolean mayUse(Row user, JavaClass used) {
        return rowOf(used)
                .map(row -> row.equals(user) || user.mayUse().contains(row.name()))
                .orElse(false);
    }

    /** The most exact row: a class of {@code pbx.asterisk.wire} is in {@code pbx.asterisk}, not in {@code pbx}. */
    private Optional<Row> rowOf(JavaClass type) {
        String name = type.getPackageName();
        while (name.length() > root.length() && name.startsWith(root + ".")) {
            Row row = rows.get(name.substring(root.length() + 1));
            if (row != null) {
                return Optional.of(row);
            }
            name = name.substring(0, name.lastIndexOf('.'));
        }
        return Optional.empty();
    }

    private boolean isOurs(JavaClass type) {
        return (type.getPackageName() + ".").startsWith(root + ".");
    }

    private static boolean isPureMark(JavaClass type) {
        return type.isEquivalentTo(Pure.class);
    }

    /** {@code health} may use HdrHistogram besides: windows of a trunk's delays are what it is for. */
    ArchRule purePackagesUseOnlyThePureWorld() {
        return classes()
                .that(arePure())
                .should(new ArchCondition<>("use only pure packages and a small part of the JDK") {
                    @Override
                    public void check(JavaClass user, ConditionEvents events) {
                        boolean mayHistogram =
                                resideInAPackage(root + ".health..").test(user);
                        for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                            JavaClass used = dependency.getTargetClass().getBaseComponentType();
                            if (!isOfThePureWorld(used)
                                    && !(mayHistogram && used.getPackageName().equals(HDR_HISTOGRAM))) {
                                events.add(SimpleConditionEvent.violated(
                                        user, "not of the pure world: " + dependency.getDescription()));
                            }
                        }
                    }
                })
                .as("pure packages use pure packages and a small part of the JDK")
                .allowEmptyShould(true);
    }

    private boolean isOfThePureWorld(JavaClass type) {
        return type.isPrimitive()
                || isPureMark(type)
                || arePure().test(type)
                || (PURE_WORLD.contains(type.getPackageName()) && !IMPURE_TYPES.contains(type.getName()));
    }

    private DescribedPredicate<JavaClass> arePure() {
        return resideInAnyPackage(
                purePackages().stream().map(name -> root + "." + name + "..").toArray(String[]::new));
    }

    ArchRule purePackagesDoNotReadTheClock() {
        return noClasses()
                .that(arePure())
                .should()
                .accessTargetWhere(describe("reads the clock or rolls dice", Boundaries::isAmbient))
                .as("pure packages are told the time")
                .allowEmptyShould(true);
    }

    private static boolean isAmbient(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getTarget().getName();
        return (owner.startsWith("java.time.") && name.equals("now"))
                || (owner.equals("java.lang.System") && !name.equals("arraycopy") && !name.equals("identityHashCode"))
                || (owner.equals("java.lang.Math") && name.equals("random"))
                || (owner.equals("java.util.UUID") && name.equals("randomUUID"))
                || (owner.equals("java.util.Collections") && name.equals("shuffle"));
    }

    ArchRule nobodySleeps() {
        return noClasses()
                .should()
                .accessTargetWhere(describe(
                        "sleeps",
                        (JavaAccess<?> access) -> access.getTarget().getName().equals("sleep")
                                && Set.of("java.lang.Thread", "java.util.concurrent.TimeUnit")
                                        .contains(access.getTargetOwner().getName())))
                .as("nobody sleeps: virtual time in rules, Awaitility with a bound at the edge")
                .allowEmptyShould(true);
    }

    ArchRule namesSayWhatAThingIs() {
        return classes()
                .that(resideInAPackage(root + ".."))
                .should(new ArchCondition<>("not end in " + new TreeSet<>(BANNED_SUFFIXES)) {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        BANNED_SUFFIXES.stream()
                                .filter(type.getSimpleName()::endsWith)
                                .forEach(suffix -> events.add(SimpleConditionEvent.violated(
                                        type, type.getName() + " ends in " + suffix + ", which says nothing")));
                    }
                })
                .allowEmptyShould(true);
    }

    /** A class with tests whose name fits no pattern of the build would never run, and nobody would notice. */
    static ArchRule everyTestIsRunBySomething() {
        return classes()
                .that(describe(
                        "have tests",
                        type -> type.getMethods().stream()
                                .anyMatch(method -> method.isMetaAnnotatedWith(Testable.class))))
                .should(new ArchCondition<>("be abstract or end in Test, LabIT, E2eIT or Bench") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        JavaClass outermost = type;
                        while (outermost.getEnclosingClass().isPresent()) {
                            outermost = outermost.getEnclosingClass().get();
                        }
                        boolean isAbstract = type.getModifiers().contains(JavaModifier.ABSTRACT);
                        if (!isAbstract && !outermost.getSimpleName().matches(".*(Test|LabIT|E2eIT|Bench)")) {
                            events.add(SimpleConditionEvent.violated(
                                    type, type.getName() + " has tests that no pattern of the build runs"));
                        }
                    }
                })
                .allowEmptyShould(true);
    }
}
