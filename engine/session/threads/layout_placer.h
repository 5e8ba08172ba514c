#pragma once

#include "engine/session/layout_snapshot.h"
#include "engine/session/threads/event_queue.h"
#include "engine/session/threads/layout_codes.h"
#include "engine/session/threads/mailbox.h"
#include "engine/session/threads/newest_wins_lanes.h"

#include <thread>
#include <vector>

namespace zscape {

/// Says where codes would lie on the map that is shown (placed() in placement.h), which it never moves. On a thread of
/// its own: what a person holds over the plane does not wait until a map of many images has found its neighbours.
class LayoutPlacer {
public:
    /// `events` must outlive it.
    explicit LayoutPlacer(EventQueue& events);

    /// On these from now on; none: on nothing. Any thread.
    void use(const LayoutPlaces& places) { places_.put(std::make_shared<LayoutPlaces>(places)); }
    /// A question that was not begun is replaced by a newer one. Any thread. \return ticket
    uint64_t ask(std::vector<std::vector<float>> codes) { return questions_.post(0, std::move(codes)); }
    std::shared_ptr<const PlacedCodes> answer() const { return answer_.get(); }
    /// Ends its thread.
    void close();

private:
    void serve(const std::stop_token& stop);

    EventQueue& events_;
    Mailbox<LayoutPlaces> places_;
    NewestWinsLanes<std::vector<std::vector<float>>, 1> questions_;
    Mailbox<PlacedCodes> answer_;
    std::jthread thread_;  ///< last: it uses all of the above
};

}  // namespace zscape
