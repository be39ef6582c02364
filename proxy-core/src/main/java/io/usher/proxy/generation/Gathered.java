package io.usher.proxy.generation;

import java.util.List;
import java.util.Map;

/**
 * What a successor got from its predecessor before READY.
 *
 * @param predecessor    its number; 0 = it was gone before WELCOME
 * @param predecessorPid its process
 * @param number         the number this generation gets; 0 = the folder decides
 * @param folder         the instance's folder
 * @param listeners      descriptors received, by key
 * @param state          values set at runtime, in order
 * @param lost           the predecessor's stream ended: only its lock and its journal say what it was
 */
record Gathered(int predecessor, long predecessorPid, int number, String folder, Map<String, Integer> listeners,
                List<String> state, boolean lost) {
}
