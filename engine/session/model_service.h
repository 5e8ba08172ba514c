#pragma once

#include "engine/model/code_search.h"
#include "engine/session/shared_state.h"
#include "engine/session/threads/latency_window.h"
#include "engine/session/threads/newest_wins_lanes.h"
#include "engine/training/trainer.h"

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace zscape {

/// A model for the service: what to build, and the weights to put in.
struct ServiceModel {
    uint64_t build = 0;  ///< another number: another model must be built
    ModelSpec spec;
    std::shared_ptr<const WeightsCopy> weights;
};

/// Decodes and encodes for the window on a thread of its own, with an eval-mode copy of the whole model, on one core.
/// The pointer's lane comes first; what takes longer is done in slices under 4 ms, between which the lanes are looked
/// at. An answered request is answered once more when newer weights arrive, and whenever another label is shown.
class ModelService {
public:
    /// \param askForWeights called when a request comes; must return at once
    ModelService(EventQueue& events, std::function<void()> askForWeights);

    /// Ends the thread; requests after it are not answered.
    void close();

    uint64_t decode(Lane lane, DecodeRequest request);
    uint64_t encode(Lane lane, EncodeRequest request);
    void showLabel(int64_t label);
    std::shared_ptr<const ServiceAnswer> answer(Lane lane) const { return answers_[static_cast<size_t>(lane)].get(); }
    std::shared_ptr<const ServiceAnswer> fileAnswer(uint64_t ticket) const;
    std::pair<double, double> pointerLatency() const { return latency_.medianAndP99(); }

    /// Newer weights, another model, or (null) none. Run thread.
    void publish(std::shared_ptr<const ServiceModel> model);

private:
    using Clock = std::chrono::steady_clock;
    struct Request {
        std::vector<std::vector<float>> z;  ///< decode these; empty: encode the pictures
        std::vector<Picture> pictures;
        std::vector<int64_t> labels;  ///< of the pictures, or one for all codes; below 0 or missing: the shown one
        Clock::time_point posted;

        size_t size() const { return z.empty() ? pictures.size() : z.size(); }
    };
    using Lanes = NewestWinsLanes<Request, kLanes>;
    struct Work {
        uint64_t ticket = 0;
        size_t lane = 0;
        Request request;
        bool again = false;         ///< its ticket has been answered
        bool newerWeights = false;  ///< once more because of them, which is done once
        std::shared_ptr<ServiceAnswer> answer;
        std::unique_ptr<CodeSearch> search;  ///< of a model without an encoder; it uses model_
    };
    struct LaneState {
        std::optional<Work> work;  ///< being answered; the answer's length says how far
        std::optional<Work> last;  ///< answered, and may be answered once more
    };

    uint64_t post(Lane lane, Request request);
    void serve(std::stop_token stop);
    void takeRequests();
    void takeWeights();
    void takeLabel();
    enum class Because { Weights, Label };
    void answerOnceMore(Because because);
    /// [count] labels of a request's items from `begin` on; undefined for a model that reads none
    at::Tensor labelsOf(const Request& request, size_t begin, size_t count) const;
    void slice(size_t lane);
    void workOn(Work& work);
    void decodeSlice(Work& work);
    void encodeSlice(Work& work);
    void searchSlice(Work& work);
    void tellSearch(const Work& work, std::vector<std::vector<float>> codes);
    void finish(size_t lane);
    void tell(size_t lane, std::shared_ptr<const ServiceAnswer> answer);
    bool anyBegun() const;

    EventQueue& events_;
    const std::function<void()> askForWeights_;
    Lanes lanes_;
    Mailbox<ServiceModel> newest_;
    std::array<Mailbox<ServiceAnswer>, kLanes> answers_;
    mutable std::mutex filesMutex_;
    std::map<uint64_t, std::shared_ptr<const ServiceAnswer>>
        fileAnswers_;  ///< by ticket, the newest; guarded by filesMutex_
    LatencyWindow latency_;
    std::atomic<int64_t> shownLabel_{0};  ///< written by any thread, read by the service's

    // The service's thread only.
    std::shared_ptr<const ServiceModel> current_;
    std::shared_ptr<const ServiceModel> unusable_;  ///< could not be built: not tried again
    Model model_;
    int64_t label_ = 0;  ///< the shown one, as of the last look
    std::array<LaneState, kLanes> states_;
    double decodeMs_ = 4;  ///< of one item, a running mean; the first slice is one item
    double encodeMs_ = 4;
    double searchMs_ = 4;  ///< of one step
    Clock::time_point toldSearch_{};

    std::jthread thread_;  ///< last: it uses all of the above
};

}  // namespace zscape
