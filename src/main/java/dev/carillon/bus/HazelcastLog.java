package dev.carillon.bus;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps Hazelcast, which tells its life in some forty lines at each start, to what an operator must know. */
final class HazelcastLog {
    /** Kept here, or the loggers and their levels could be collected before Hazelcast asks for them. */
    private static final List<Logger> QUIETED = List.of(
            quieted("com.hazelcast", Level.WARNING),
            // Advises to open the JDK's insides, for the speed of its own sockets. None of our traffic goes over them:
            // the event bus has its own. And --add-opens costs an AOT cache its archived modules.
            quieted("com.hazelcast.instance.impl.HazelcastInstanceFactory", Level.SEVERE),
            // Warns of data structures that we do not use.
            quieted("com.hazelcast.cp.CPSubsystem", Level.SEVERE));

    private HazelcastLog() {}

    /** To be called before Hazelcast starts; levels that somebody has set stay. */
    static List<Logger> quiet() {
        return QUIETED;
    }

    private static Logger quieted(String name, Level level) {
        Logger logger = Logger.getLogger(name);
        if (logger.getLevel() == null) {
            logger.setLevel(level);
        }
        return logger;
    }
}
