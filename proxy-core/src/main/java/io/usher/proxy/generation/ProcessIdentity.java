package io.usher.proxy.generation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whose files a generation makes and trusts.
 *
 * @param uid   account the process runs as now
 * @param owner account that shall own folder and files: the one the rights will be dropped to, else {@code uid}
 * @param group group of that account; -1 = leave it
 */
public record ProcessIdentity(int uid, int owner, int group) {

    /** {@return the identity of this process, which will drop its rights to {@code runAsUid}, -1 = it will not} */
    public static ProcessIdentity current(final int runAsUid, final int runAsGid) throws IOException {
        final int uid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        final boolean drops = uid == 0 && runAsUid > 0;
        return new ProcessIdentity(uid, drops ? runAsUid : uid, drops ? runAsGid : -1);
    }

    /** {@return whether this process began as root and runs as somebody else later, who shall own what it makes until then} */
    boolean dropsRights() {
        return uid == 0 && owner != 0;
    }

    /** {@return whether a file or a peer of that account may be trusted: one's own, or root's} */
    public boolean trusts(final int other) {
        return other == 0 || other == uid || other == owner;
    }
}
