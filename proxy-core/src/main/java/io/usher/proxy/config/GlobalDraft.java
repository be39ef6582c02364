package io.usher.proxy.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The {@code global} sections while they are being read. All of them fill one draft. */
final class GlobalDraft {
    final List<LogTarget> logs = new ArrayList<>();
    final List<StatsSocket> statsSockets = new ArrayList<>();
    String user;
    String group;
    int uid = -1;
    int gid = -1;
    int statsTimeout = 10_000;
    int statsMaxconn = 10;
    String pidfile;
    int nbthread;
    boolean busyPolling;
    int maxconn;
    int hardStopAfter;
    int coldStartHold;
    int standby = 10_000;
    String seatJournal;
    boolean daemon;
    boolean quiet;
    String logTag = "haproxy";
    String node;
    String description;
    int bufferSize = 16_384;
    int maxRewrite = 1_024;

    Global build() {
        return new Global(List.copyOf(logs), Optional.ofNullable(user), Optional.ofNullable(group), uid, gid,
                List.copyOf(statsSockets), statsTimeout, statsMaxconn, Optional.ofNullable(pidfile), nbthread, busyPolling,
                maxconn, hardStopAfter, coldStartHold, standby, Optional.ofNullable(seatJournal), daemon, quiet, logTag,
                Optional.ofNullable(node),
                Optional.ofNullable(description), bufferSize, maxRewrite);
    }
}
