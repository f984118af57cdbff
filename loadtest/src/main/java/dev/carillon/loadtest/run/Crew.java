package dev.carillon.loadtest.run;

import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Share;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Gathers the workers of a run, here or at agents, and hears of those that are lost. Belongs to the conductor's loop.
 */
final class Crew {
    private final Vertx vertx;
    private final Plan plan;
    private final Staff staff;
    private final int run;
    private final Consumer<String> onMishap;
    private final WorkerDoor door;
    private final List<Recruit> recruits = new ArrayList<>();
    private boolean leaving;

    /** Tells {@code onMishap} of each worker that is lost before it was told to leave. */
    Crew(Vertx vertx, Plan plan, Staff staff, int run, Consumer<String> onMishap) {
        this.vertx = vertx;
        this.plan = plan;
        this.staff = staff;
        this.run = run;
        this.onMishap = onMishap;
        this.door = new WorkerDoor(vertx);
    }

    /** Ends when all have come; fails with {@link CrewLost} when one will not. */
    Future<List<Worker>> gather() {
        List<Share> shares = IntStream.range(0, staff.players())
                .mapToObj(index -> new Share(index, staff.players()))
                .toList();
        Future<List<Worker>> all = staff.isHere()
                ? door.open().compose(open -> Conductor.all(shares, this::start))
                : Conductor.all(shares, this::invite);
        return all.recover(cause -> Future.failedFuture(CrewLost.before(cause)));
    }

    /** Whoever is still there is not needed any more. Waits for their end; called by a thread that may wait. */
    void dismiss() {
        recruits.forEach(Recruit::dismiss);
    }

    /** From now on nobody is missed. */
    void leave() {
        leaving = true;
        recruits.forEach(Recruit::leave);
    }

    private void miss(String text) {
        if (!leaving) {
            onMishap.accept(text);
        }
    }

    // ---- of this machine

    private Future<Worker> start(Share share) {
        String name = name(share);
        Membership membership = new Membership(0, share, Optional.empty(), run, staff.scale());
        Recruit recruit = door.start(staff.heapMax(plan), staff.arguments(), membership);
        recruits.add(recruit);
        return recruit.arrival()
                .map(arrival -> {
                    recruit.end().onComplete(ended -> miss(name + " " + ended.result()));
                    return worker(share, arrival);
                })
                .recover(cause -> Future.failedFuture(name + " " + cause.getMessage()));
    }

    private Worker worker(Share share, Recruit.Arrival arrival) {
        Line line = new Line(arrival.socket());
        arrival.hearer().accept(line::hear);
        arrival.socket().closeHandler(closed -> line.cut());
        return new Worker(plan, share, line, arrival.laneName(), Optional.empty());
    }

    private static String name(Share share) {
        return "worker %d of %d".formatted(share.index() + 1, share.parts());
    }

    // ---- of other machines

    private Future<Worker> invite(Share share) {
        AgentAddress agent = staff.agents().addresses().get(share.index() / staff.workers());
        int number = share.index() % staff.workers();
        Invitation invitation = new Invitation(
                share,
                new Share(number, staff.workers()),
                staff.agents().seat(agent, number, staff.workers()),
                run,
                staff.scale(),
                staff.heapMax(plan),
                staff.arguments());
        String name = staff.workers() == 1 ? "agent " + agent : name(share) + " at agent " + agent;
        return new AgentLink(vertx, agent, staff.agents().secret(), text -> miss(name + ": " + text))
                .engage(plan, invitation)
                .recover(cause -> Future.failedFuture(name + ": " + cause.getMessage()));
    }
}
