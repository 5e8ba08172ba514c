#pragma once

#include "engine/session/threads/awaited_decode.h"
#include "engine/session/threads/event_queue.h"
#include "engine/session/threads/latency_window.h"
#include "engine/session/threads/mailbox.h"
#include "engine/session/threads/newest_wins_lanes.h"
#include "engine/session/threads/served_model.h"
#include "engine/session/types.h"

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

namespace zscape {

/// Decodes, encodes and probes for the window on a thread of its own. The pointer's lane comes first; what takes longer
/// is done in slices under 4 ms, between which the lanes are looked at.
///
/// Every ticket is answered, but for those that a newer one of their lane replaced before they were begun, and those
/// that wait when the service closes. What is begun is answered with the weights and the label that it was begun with,
/// or, where its model went meanwhile, anew by the next. An answered request is answered once more when newer weights
/// of its model arrive, and whenever another label is shown, as long as its lane has no newer request. In the layers'
/// lanes (Posterior, Manifold, RoundTrip, Metric) it is not: of what is there the window asks a part again, when it
/// wants to.
class ModelService {
public:
    /// \param askForWeights called on the service's thread when a request comes; must return at once
    ModelService(EventQueue& events, std::function<void()> askForWeights);

    /// Ends the thread after the slice that it is at; requests after it are not answered.
    void close();

    uint64_t decode(Lane lane, DecodeRequest request);
    uint64_t encode(Lane lane, EncodeRequest request);
    uint64_t probe(Lane lane, ProbeRequest request);
    void showLabel(int64_t label);
    std::shared_ptr<const ServiceAnswer> answer(Lane lane) const { return answers_[static_cast<size_t>(lane)].get(); }
    std::shared_ptr<const ServiceAnswer> fileAnswer(uint64_t ticket) const;
    /// Decodes after all lanes and waits for it, with the weights and the label that it was begun with; films of other
    /// threads wait their turn.
    /// \param progress called here with the number of pictures that are done
    /// \throws Cancelled when `stop` is asked for, and the service ends it after the slice that it is at; Error of the
    /// model, or "film.model" when another model came before the end. Once closed, `stop` alone ends it
    std::vector<Picture> decodeFilm(DecodeRequest request, const std::function<void(size_t)>& progress,
                                    const std::stop_token& stop);
    std::pair<double, double> pointerLatency() const { return latency_.medianAndP99(); }

    /// Newer weights, another model, or (null) none. Weights that cannot be loaded are said once, by a warning.
    void publish(std::shared_ptr<const ServedWeights> weights);

private:
    using Clock = std::chrono::steady_clock;
    enum class Task : uint8_t { Decode, Encode, Search, RoundTrip, Metric, Posterior };  ///< a running mean each
    static constexpr size_t kTasks = 6;
    struct Request {
        Task task = Task::Decode;  ///< Encode: Search where the model has no encoder
        std::vector<std::vector<float>> z;
        std::vector<Picture> pictures;  ///< Encode, Posterior; the others are of codes
        std::vector<int64_t> labels;    ///< of the pictures, or one for all codes; below 0 or missing: the shown one
        std::array<std::vector<float>, 2> directions = {};  ///< Metric
        std::shared_ptr<AwaitedDecode> film = {};           ///< in the films' lane alone
        Clock::time_point posted = Clock::now();

        bool isOfPictures() const { return task == Task::Encode || task == Task::Posterior; }
        size_t size() const { return isOfPictures() ? pictures.size() : z.size(); }
    };
    /// The items of a request that come next.
    struct Some {
        size_t begin = 0, count = 0;
        std::vector<int64_t> labels = {};
    };
    static constexpr size_t kFilms = kLanes;  ///< a lane behind those that the window knows
    static constexpr size_t kAllLanes = kLanes + 1;
    using Lanes = NewestWinsLanes<Request, kAllLanes>;
    struct Work {
        uint64_t ticket = 0;
        size_t lane = 0;
        Request request;
        bool again = false;         ///< its ticket has been answered
        bool newerWeights = false;  ///< once more because of them, which is done once
        std::shared_ptr<ServiceAnswer> answer;
        std::unique_ptr<ServedSearch> search;  ///< of a model without an encoder; it uses model_
    };
    struct LaneState {
        std::optional<Work> work;  ///< being answered; the answer's length says how far
        std::optional<Work> last;  ///< answered, and may be answered once more
    };

    static bool isInTurn(size_t lane) { return lane == static_cast<size_t>(Lane::Files) || lane == kFilms; }
    static Task taskOf(ProbeKind kind);
    uint64_t post(size_t lane, Request request);
    void serve(std::stop_token stop);
    void takeRequests();
    void takeWeights();
    /// No model; what was begun with it is to be begun anew.
    void dropModel();
    void takeLabel();
    enum class Because { Weights, Label };
    void answerOnceMore(Because because);
    /// `count` labels of a request's items from `begin` on; empty for a model that is told none.
    std::vector<int64_t> labelsOf(const Request& request, size_t begin, size_t count) const;
    /// `work` is the lane's own.
    void slice(LaneState& state, Work& work);
    void workOn(Work& work);
    /// Puts what the model makes of some items behind what the answer has.
    void answerSome(Work& work, const Some& some);
    void searchSlice(Work& work);
    /// \throws Error "probe.encoder", "probe.variance"
    void requireProbed(Task task) const;
    double& itemMs(Task task) { return itemMs_[static_cast<size_t>(task)]; }
    void tellSearch(const Work& work, std::vector<std::vector<float>> codes);
    void finish(LaneState& state, Work work);
    void tell(size_t lane, std::shared_ptr<const ServiceAnswer> answer);
    bool anyBegun() const;

    EventQueue& events_;
    const std::function<void()> askForWeights_;
    Lanes lanes_;
    Mailbox<ServedWeights> newest_;
    std::array<Mailbox<ServiceAnswer>, kLanes> answers_;
    mutable std::mutex filesMutex_;
    std::map<uint64_t, std::shared_ptr<const ServiceAnswer>>
        fileAnswers_;  ///< by ticket, the newest; guarded by filesMutex_
    LatencyWindow latency_;
    std::atomic<int64_t> shownLabel_{0};  ///< written by any thread, read by the service's

    // The service's thread only.
    std::shared_ptr<const ServedWeights> current_;   ///< those in model_
    std::shared_ptr<const ServedWeights> unusable_;  ///< could not be loaded: not tried again
    std::unique_ptr<ServedModel> model_;             ///< null exactly when current_ is
    int64_t label_ = 0;                              ///< the shown one, as of the last look
    std::array<LaneState, kAllLanes> states_;        ///< after model_: searches go first
    /// Of one item, a running mean; the first slice is one item. Search: of one step.
    std::array<double, kTasks> itemMs_{};
    Clock::time_point toldSearch_{};

    std::jthread thread_;  ///< last: it uses all of the above
};

}  // namespace zscape
