#pragma once

#include "engine/session/layout_snapshot.h"
#include "engine/session/threads/event_queue.h"
#include "engine/session/threads/interruption.h"
#include "engine/session/threads/layout_map.h"
#include "engine/session/threads/layout_placer.h"
#include "engine/session/threads/leftover_thread.h"
#include "engine/session/threads/mailbox.h"
#include "engine/session/threads/wait_queue.h"

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <variant>

namespace zscape {

/// The maps of the codes, one of each kind at most, on a thread of their own: the one that is shown is made, the others
/// keep what they have. While a run trains a map gets one thread, for a team waits for its slowest, and of the
/// processors what the training leaves: whatever shares a core with one of its threads, however low its priority, is
/// waited for by all of them at each barrier.
///
/// Where the model or the images become others (CodesSnapshot::model) maps are let go, and the shown one begins anew.
class LayoutWorker {
public:
    struct Sources {
        /// The newest; null: no model. Any thread.
        std::function<std::shared_ptr<const CodesSnapshot>()> codes;
        std::function<bool()> trains;  ///< a run trains just now
        LayoutMap::Make make;          ///< layout thread, or that for what is left over
    };

    /// `events` and what the sources use must live until close(). The thread starts here.
    LayoutWorker(EventQueue& events, Sources sources);
    ~LayoutWorker() { close(); }
    LayoutWorker(const LayoutWorker&) = delete;
    LayoutWorker& operator=(const LayoutWorker&) = delete;

    // Any thread. As in Session.
    void layOut(LayoutRequest request);
    void restart();
    void leave();
    void pause(bool paused);
    void extend(int64_t iterations);
    void follow(bool wanted);
    std::shared_ptr<const LayoutSnapshot> layout() const { return shown_.get(); }
    uint64_t place(std::vector<std::vector<float>> codes) { return placer_.ask(std::move(codes)); }
    std::shared_ptr<const PlacedCodes> placed() const { return placer_.answer(); }

    /// There may be other codes. Any thread, also after close().
    void poke();
    /// Ends the threads; what is asked for from now on waits forever.
    void close();

    static constexpr std::chrono::milliseconds kBetweenSnapshots{50};

private:
    struct LayOut {
        LayoutRequest request;
    };
    struct Restart {};
    struct Leave {};
    struct Pause {
        bool paused;
    };
    struct Extend {
        int64_t iterations;
    };
    struct Follow {
        bool wanted;
    };
    struct OtherModel {};
    using Wish = std::variant<LayOut, Restart, Leave, Pause, Extend, Follow, OtherModel>;
    struct Message {
        Wish wish;
        bool interrupts;  ///< what is being done would be thrown away, or is not wanted any more
    };

    void send(Wish wish, bool interrupts);

    // Layout thread.
    void run(const std::stop_token& stop);
    void turn(const std::stop_token& stop);
    void handle(const Wish& wish);
    void show(const LayoutRequest& request);
    /// \param model of the codes that are at hand
    void noticeModel(uint64_t model);
    LayoutMap* map();
    void prepare(LayoutMap& map, const CodesSnapshot& codes, bool trains, const std::stop_token& stop);
    void advance(LayoutMap& map, bool trains, const std::stop_token& stop);
    /// `work` here, or while a run trains on the thread for what is left over; gets a token that interrupts it.
    /// \param meanwhile as of LeftoverThread::run()
    void carryOut(bool trains, const std::stop_token& stop, const std::function<void(std::stop_token)>& work,
                  const std::function<void()>& meanwhile = {});
    void publish();
    void put(std::shared_ptr<const LayoutSnapshot> snapshot);

    EventQueue& events_;
    const Sources sources_;
    Mailbox<LayoutSnapshot> shown_;
    LayoutPlacer placer_;
    WaitQueue<Message> inbox_;
    Interruption work_;               ///< by messages that interrupt
    std::atomic<uint64_t> model_{0};  ///< of the maps; written by the layout thread
    std::mutex mutex_;
    std::optional<LayoutRequest> asked_;  ///< the last one, none once it was left; guarded by mutex_

    // Layout thread only.
    std::map<LayoutKind, LayoutMap> maps_;
    std::optional<LayoutKind> kind_;  ///< that is shown
    bool follows_ = true;
    LayoutMap::Clock::time_point published_{};
    LeftoverThread leftover_;

    std::jthread thread_;  ///< last: it uses all of the above
};

}  // namespace zscape
