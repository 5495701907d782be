// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import io.longshore.itests.endurance.EventOrder;
import io.longshore.itests.endurance.Hearing;
import io.longshore.itests.support.Rig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a walk has to do with: Longshore, the slots, and what is known of each. The maps are not changed. */
final class Scene {
    private final Rig rig;
    private final List<Slot> slots;
    private final Hearing hearing;
    private final Map<Slot, SlotModel> models = new HashMap<>();
    private final Map<Slot, EventOrder> orders = new HashMap<>();

    Scene(Rig rig, List<Slot> slots) {
        this.rig = rig;
        this.slots = List.copyOf(slots);
        this.hearing = new Hearing(rig.events().lastSequence());
        for (Slot slot : slots) {
            models.put(slot, new SlotModel(slot.program()));
            orders.put(slot, new EventOrder(slot.toString()));
        }
        hearing.listen(rig.events());
    }

    Rig rig() {
        return rig;
    }

    List<Slot> slots() {
        return slots;
    }

    Hearing hearing() {
        return hearing;
    }

    SlotModel model(Slot slot) {
        return models.get(slot);
    }

    EventOrder order(Slot slot) {
        return orders.get(slot);
    }
}
