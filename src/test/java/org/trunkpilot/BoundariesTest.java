package org.trunkpilot;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;
import org.trunkpilot.trunk.Pure;

/** The house stands as {@link Boundaries} draws it; and each rule is seen to fail on a class planted to break it. */
class BoundariesTest {

    private static final String ROOT = "org.trunkpilot";

    /** Main code; imported once, since reading the classes is what takes the time. */
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages(ROOT);

    @Nested
    @DisplayName("Our house")
    class Ours {

        private final Boundaries boundaries = new Boundaries(ROOT);

        @Test
        void packagesUseOnlyWhatTheTableAllows() {
            boundaries.dependenciesAreThoseOfTheTable().check(HOUSE);
        }

        @Test
        void purePackagesUseOnlyThePureWorld() {
            boundaries.purePackagesUseOnlyThePureWorld().check(HOUSE);
        }

        @Test
        void purePackagesAreToldTheTime() {
            boundaries.purePackagesDoNotReadTheClock().check(HOUSE);
        }

        @Test
        void modulesHaveNoCyclesAndKeepTheirInternals() {
            ApplicationModules.of(Trunkpilot.class).verify();
        }

        @Test
        void nobodySleeps() {
            boundaries.nobodySleeps().check(HOUSE);
            boundaries.nobodySleeps().check(TESTS);
        }

        @Test
        void namesSayWhatAThingIs() {
            boundaries.namesSayWhatAThingIs().check(HOUSE);
            boundaries.namesSayWhatAThingIs().check(TESTS);
        }

        @Test
        void everyTestIsRunBySomething() {
            Boundaries.everyTestIsRunBySomething().check(TESTS);
        }

        @Test
        void thePureMarkStandsOnThePurePackages() {
            Set<String> marked = HOUSE.stream()
                    .filter(type -> type.getSimpleName().equals("package-info") && type.isAnnotatedWith(Pure.class))
                    .map(JavaClass::getPackageName)
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> pure = boundaries.purePackages().stream()
                    .map(name -> ROOT + "." + name)
                    .collect(Collectors.toCollection(TreeSet::new));

            assertThat(marked).isEqualTo(pure);
        }

        @Test
        void everyPackageIsNullMarked() {
            Set<String> marked = HOUSE.stream()
                    .filter(type ->
                            type.getSimpleName().equals("package-info") && type.isAnnotatedWith(NullMarked.class))
                    .map(JavaClass::getPackageName)
                    .collect(Collectors.toCollection(TreeSet::new));

            assertThat(HOUSE)
                    .extracting(JavaClass::getPackageName)
                    .allSatisfy(name -> assertThat(marked).contains(name));
        }
    }

    @Nested
    @DisplayName("In a crooked house")
    class Crooked {

        private final Boundaries boundaries = new Boundaries("planted");
        private final JavaClasses planted = new ClassFileImporter().importPackages("planted");

        @Test
        void aUseAgainstTheDirectionOfTheTableIsFound() {
            assertThat(broken(boundaries.dependenciesAreThoseOfTheTable()))
                    .anyMatch(line -> line.startsWith("trunk may not") && line.contains("planted.routing"))
                    .anyMatch(line -> line.startsWith("health may not") && line.contains("planted.control"))
                    .anyMatch(line -> line.startsWith("control may not") && line.contains("planted.pbx.asterisk"))
                    .anyMatch(line -> line.startsWith("timeline may not") && line.contains("planted.operator"))
                    .anyMatch(line -> line.startsWith("planted.misc.Stray is in a package"))
                    .noneMatch(line -> line.startsWith("operator"));
        }

        @Test
        void pureCodeThatTalksIsFound() {
            assertThat(broken(boundaries.purePackagesUseOnlyThePureWorld()))
                    .anyMatch(line -> line.contains("TouchesAFile") && line.contains("java.nio.file"))
                    .anyMatch(line -> line.contains("HoldsAClock") && line.contains("java.time.InstantSource"))
                    .anyMatch(line -> line.contains("KnowsControl") && line.contains("planted.control"))
                    .anyMatch(line -> line.contains("planted.routing.CountsInHistograms"))
                    .noneMatch(line -> line.contains("planted.health.CountsInHistograms"));
        }

        @Test
        void pureCodeThatReadsTheClockIsFoundHoweverItDoes() {
            assertThat(broken(boundaries.purePackagesDoNotReadTheClock()))
                    .anyMatch(line -> line.contains("byCall"))
                    .anyMatch(line -> line.contains("byReference"))
                    .anyMatch(line -> line.contains("byNanos"))
                    .anyMatch(line -> line.contains("byMillis"));
        }

        @Test
        void cyclesAndBorrowedInternalsAreFound() {
            String found = ApplicationModules.of("planted", new ImportOption.OnlyIncludeTests())
                    .detectViolations()
                    .getMessage();

            assertThat(found)
                    .containsIgnoringCase("cycle")
                    .contains("operator")
                    .contains("timeline")
                    .contains("planted.pbx.asterisk.WireType");
        }

        @Test
        void sleepIsFoundHoweverItIsCalled() {
            assertThat(broken(boundaries.nobodySleeps()))
                    .anyMatch(line -> line.contains("byThread"))
                    .anyMatch(line -> line.contains("byUnit"));
        }

        @Test
        void aNameThatSaysNothingIsFound() {
            assertThat(broken(boundaries.namesSayWhatAThingIs()))
                    .containsExactly("planted.timeline.RowManager ends in Manager, which says nothing");
        }

        @Test
        void testsThatNothingRunsAreFound() {
            assertThat(broken(Boundaries.everyTestIsRunBySomething()))
                    .anyMatch(line -> line.startsWith("planted.control.NeverRun has"))
                    .anyMatch(line -> line.startsWith("planted.control.NeverRun$Inside has"));
        }

        private List<String> broken(ArchRule rule) {
            return rule.evaluate(planted).getFailureReport().getDetails();
        }
    }
}
