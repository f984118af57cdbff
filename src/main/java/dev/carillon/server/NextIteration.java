package dev.carillon.server;

import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Runs each task in the next iteration of an event loop: after its sockets have had their turn.
 *
 * <p>{@link EventLoop#execute} does not: a loop of Netty's runs its tasks, and those that they hand over meanwhile, for up
 * to a second before it looks after its sockets again. Scheduled tasks that are due it fetches once, before the others.
 */
final class NextIteration implements Executor {
    private final EventLoop loop;

    NextIteration(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public void execute(Runnable task) {
        var _ = loop.schedule(task, 0, TimeUnit.NANOSECONDS);
    }
}
