package dev.carillon;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** The plan of the house: which room may know which. A new room, or a new arrow, is first of all a line here. */
@AnalyzeClasses(packages = "dev.carillon", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String HOUSE = "dev.carillon";

    /** Each room and the rooms that it may know; the front of the house, where {@code main} is, has no name. */
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            entry("", Set.of("config", "cli", "loadtest")),
            entry("publication", Set.of()),
            entry("config", Set.of("publication", "hub")),
            entry("doctor", Set.of()),
            entry("history", Set.of("publication")),
            entry("bus", Set.of("publication", "config")),
            entry("hub", Set.of("publication")),
            entry("auth", Set.of("publication", "hub")),
            entry("lane", Set.of("publication", "hub")),
            entry("websocket", Set.of("publication", "hub", "lane")),
            entry("protocol", Set.of("publication", "hub", "history", "websocket")),
            entry("client", Set.of("publication", "websocket", "protocol")),
            entry("endpoint", Set.of("publication", "hub", "lane", "websocket", "protocol", "history", "auth")),
            entry("metrics", Set.of("publication", "hub", "lane", "websocket", "endpoint")),
            entry(
                    "server",
                    Set.of(
                            "publication",
                            "hub",
                            "lane",
                            "websocket",
                            "protocol",
                            "endpoint",
                            "history",
                            "auth",
                            "bus",
                            "config",
                            "metrics")),
            entry(
                    "cli",
                    Set.of(
                            "publication",
                            "lane",
                            "websocket",
                            "protocol",
                            "client",
                            "config",
                            "doctor",
                            "metrics",
                            "server")),
            entry("loadtest", Set.of("lane", "websocket", "config", "doctor", "cli")));

    @ArchTest
    static final ArchRule everyRoomIsOnThePlan = classes().should().resideInAnyPackage(packagesOf(MAY_KNOW.keySet()));

    @ArchTest
    static final ArchRule arrowsBetweenRoomsRunOneWay = classes().should(knowOnlyWhatThePlanAllows());

    @ArchTest
    static final ArchRule noRoomsStandInACircle =
            slices().matching(HOUSE + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule theHubAndItsPublicationsArePlainJava = noClasses()
            .that()
            .resideInAnyPackage(HOUSE + ".hub..", HOUSE + ".publication..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theLaneKnowsNothingOfVertxWeb = noClasses()
            .that()
            .resideInAPackage(HOUSE + ".lane..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx.ext.web..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule noStaticFieldCanChange =
            fields().that().areStatic().should().beFinal().allowEmptyShould(true);

    @ArchTest
    static final ArchRule everyRoomIsNullMarked = classes().should(standInANullMarkedPackage());

    /** Netty's socket is public for its own use only, so a change of it must be felt in few places. */
    @ArchTest
    static void onlyTheSocketsOfTheLaneTouchNettysUnixSocket(JavaClasses house) {
        Set<String> users = house.stream()
                .filter(user -> user.getDirectDependenciesFromSelf().stream()
                        .anyMatch(use -> use.getTargetClass().getName().equals("io.netty.channel.unix.Socket")))
                .map(user -> user.getName().replaceFirst("\\$.*", ""))
                .collect(toSet());
        assertThat(users).containsOnly(HOUSE + ".lane.FastConnection", HOUSE + ".lane.ListeningSocket");
    }

    /** What ends, waits or is forgotten goes by a clock that nobody can set; reports and answers tell the time of day. */
    @ArchTest
    static void onlyAReportAndTheDateOfAnAnswerAskForTheTimeOfDay(JavaClasses house) {
        Set<String> askers = house.stream()
                .filter(asker ->
                        asker.getCodeUnitAccessesFromSelf().stream().anyMatch(ArchitectureTest::asksForTheTime))
                .map(JavaClass::getName)
                .collect(toSet());
        assertThat(askers).containsOnly(HOUSE + ".loadtest.Surroundings", HOUSE + ".server.HttpDate");
    }

    private static boolean asksForTheTime(JavaCodeUnitAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getTarget().getName();
        return switch (owner) {
            case "java.lang.System" -> name.equals("currentTimeMillis");
            case "java.util.Date", "java.util.GregorianCalendar" -> name.equals("<init>");
            case "java.util.Calendar" -> name.equals("getInstance");
            default -> owner.startsWith("java.time.") && (name.equals("now") || name.startsWith("system"));
        };
    }

    private static String[] packagesOf(Set<String> rooms) {
        return rooms.stream()
                .map(room -> room.isEmpty() ? HOUSE : HOUSE + "." + room + "..")
                .toArray(String[]::new);
    }

    private static ArchCondition<JavaClass> knowOnlyWhatThePlanAllows() {
        return new ArchCondition<>("know only the rooms that the plan allows") {
            @Override
            public void check(JavaClass inhabitant, ConditionEvents events) {
                String room = roomOf(inhabitant);
                for (Dependency arrow : inhabitant.getDirectDependenciesFromSelf()) {
                    JavaClass target = arrow.getTargetClass();
                    if (isInTheHouse(target)
                            && !roomOf(target).equals(room)
                            && !MAY_KNOW.getOrDefault(room, Set.of()).contains(roomOf(target))) {
                        events.add(violated(arrow, arrow.getDescription()));
                    }
                }
            }
        };
    }

    private static ArchCondition<JavaClass> standInANullMarkedPackage() {
        return new ArchCondition<>("stand in a package whose package-info.java is @NullMarked") {
            @Override
            public void check(JavaClass inhabitant, ConditionEvents events) {
                if (!inhabitant.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(violated(inhabitant, inhabitant.getPackageName() + " is not @NullMarked"));
                }
            }
        };
    }

    private static boolean isInTheHouse(JavaClass type) {
        return (type.getPackageName() + ".").startsWith(HOUSE + ".");
    }

    private static String roomOf(JavaClass inhabitant) {
        String[] names = inhabitant.getPackageName().split("\\.", -1);
        return names.length > 2 ? names[2] : "";
    }
}
