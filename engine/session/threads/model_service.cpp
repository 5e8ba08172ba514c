#include "engine/session/threads/model_service.h"

#include "engine/core/error.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace zscape {
namespace {

/// Slices aim below the 4 ms that the pointer may have to wait for.
constexpr double kSliceMs = 3;
constexpr double kUnknownMs = 4;          // an item takes, until one was made
constexpr double kBetweenTellingMs = 16;  // of a search on its way: once a frame

size_t itemsFor(double msPerItem) {
    return static_cast<size_t>(std::clamp(kSliceMs / std::max(msPerItem, 1e-3), 1.0, 64.0));
}

double millisecondsSince(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

void appendRows(std::vector<std::vector<float>>& rows, std::vector<std::vector<float>> more) {
    rows.insert(rows.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void learn(double& msPerItem, double ms, size_t items) {
    msPerItem = 0.7 * msPerItem + 0.3 * ms / static_cast<double>(items);
}

}  // namespace

ModelService::ModelService(EventQueue& events, std::function<void()> askForWeights)
    : events_(events),
      askForWeights_(std::move(askForWeights)) {
    itemMs_.fill(kUnknownMs);
    thread_ = std::jthread([this](std::stop_token stop) { serve(stop); });
}

void ModelService::close() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
}

uint64_t ModelService::decode(Lane lane, DecodeRequest request) {
    return post(static_cast<size_t>(lane), Request{Task::Decode, std::move(request.z), {}, {request.label}});
}

uint64_t ModelService::encode(Lane lane, EncodeRequest request) {
    return post(static_cast<size_t>(lane),
                Request{Task::Encode, {}, std::move(request.pictures), std::move(request.labels)});
}

ModelService::Task ModelService::taskOf(ProbeKind kind) {
    switch (kind) {
        case ProbeKind::RoundTrip: return Task::RoundTrip;
        case ProbeKind::Metric: return Task::Metric;
        case ProbeKind::Posterior: return Task::Posterior;
    }
    throw std::logic_error("a kind of probe that is none");
}

uint64_t ModelService::probe(Lane lane, ProbeRequest request) {
    return post(static_cast<size_t>(lane),
                Request{taskOf(request.kind), std::move(request.z), std::move(request.pictures),
                        std::move(request.labels), std::move(request.directions)});
}

std::vector<Picture> ModelService::decodeFilm(DecodeRequest request, const std::function<void(size_t)>& progress,
                                              const std::stop_token& stop) {
    const auto film = std::make_shared<AwaitedDecode>();
    post(kFilms, Request{Task::Decode, std::move(request.z), {}, {request.label}, {}, film});
    const std::shared_ptr<ServiceAnswer> answer = film->wait(progress, stop);
    if (!answer->error.code.empty()) throw Error(std::move(answer->error));
    return std::move(answer->pictures);
}

uint64_t ModelService::post(size_t lane, Request request) {
    return isInTurn(lane) ? lanes_.postInTurn(lane, std::move(request)) : lanes_.post(lane, std::move(request));
}

std::shared_ptr<const ServiceAnswer> ModelService::fileAnswer(uint64_t ticket) const {
    const std::lock_guard lock(filesMutex_);
    const auto found = fileAnswers_.find(ticket);
    return found != fileAnswers_.end() ? found->second : nullptr;
}

void ModelService::showLabel(int64_t label) {
    shownLabel_ = label;
    lanes_.poke();
}

void ModelService::publish(std::shared_ptr<const ServedWeights> weights) {
    newest_.put(std::move(weights));
    lanes_.poke();
}

void ModelService::serve(std::stop_token stop) {
    while (!stop.stop_requested()) {
        takeRequests();
        takeWeights();
        takeLabel();
        const auto busy =
            std::find_if(states_.begin(), states_.end(), [](const LaneState& state) { return state.work.has_value(); });
        if (busy != states_.end() && busy->work) slice(*busy, *busy->work);
        else lanes_.wait(stop);
    }
}

void ModelService::takeRequests() {
    bool any = false;
    // What is begun is answered, or a search that is asked for again and again would never end. What is only repeated
    // may go.
    std::array<bool, kAllLanes> busy{};
    for (size_t lane = 0; lane < states_.size(); ++lane) {
        const std::optional<Work>& work = states_[lane].work;
        busy[lane] = work && !work->again && (work->answer || isInTurn(lane));
    }
    while (std::optional<Lanes::Taken> taken = lanes_.tryTake(busy)) {
        LaneState& state = states_[taken->lane];
        state.last.reset();
        state.work = Work{taken->ticket, taken->lane, std::move(taken->request), false, false, nullptr, nullptr};
        busy[taken->lane] = true;
        any = true;
    }
    if (any) askForWeights_();
}

bool ModelService::anyBegun() const {
    return std::any_of(states_.begin(), states_.end(),
                       [](const LaneState& state) { return state.work && state.work->answer; });
}

void ModelService::takeWeights() {
    const auto newest = newest_.get();
    if (newest == current_ || (newest && newest == unusable_)) return;
    const bool another = !newest || !current_ || newest->build() != current_->build();
    // An answer is of one step's weights: what is begun is ended first, unless its model is gone.
    if (!another && anyBegun()) return;
    if (another) dropModel();
    if (!newest) return;
    try {
        model_ = newest->load(std::move(model_));
    } catch (...) {
        dropModel();
        unusable_ = newest;
        events_.push(event::Warning{describeCurrentException()});
        return;
    }
    current_ = newest;
    if (another) itemMs_.fill(kUnknownMs);
    answerOnceMore(Because::Weights);
}

void ModelService::dropModel() {
    for (LaneState& state : states_) {
        state.last.reset();
        if (!state.work) continue;
        if (state.work->again) {
            state.work.reset();
            continue;
        }
        state.work->answer.reset();
        state.work->search.reset();
        // Its codes are of the model that goes: the next one would draw something else.
        if (state.work->request.film && current_) {
            state.work->answer = std::make_shared<ServiceAnswer>();
            state.work->answer->error = {"film.model",
                                         "The film was not written: another model took the place of the one that "
                                         "decoded it. Save it once more.",
                                         {}};
            finish(state, std::exchange(state.work, std::nullopt).value());
        }
    }
    model_.reset();
    current_.reset();
}

void ModelService::takeLabel() {
    const int64_t shown = shownLabel_;
    if (shown == label_ || anyBegun()) return;
    label_ = shown;
    if (model_ && model_->isConditional()) answerOnceMore(Because::Label);
}

std::vector<int64_t> ModelService::labelsOf(const Request& request, size_t begin, size_t count) const {
    if (!model_->isConditional()) return {};
    std::vector<int64_t> labels(count, label_);
    for (size_t i = 0; i < count; ++i) {
        const size_t at = request.isOfPictures() ? begin + i : 0;
        if (at < request.labels.size() && request.labels[at] >= 0) labels[i] = request.labels[at];
    }
    return labels;
}

void ModelService::answerOnceMore(Because because) {
    for (LaneState& state : states_) {
        if (!state.last || state.work || (because == Because::Weights && state.last->newerWeights)) continue;
        state.work = std::move(state.last);
        state.last.reset();
        state.work->again = true;
        state.work->newerWeights = state.work->newerWeights || because == Because::Weights;
        state.work->request.posted = Clock::now();
    }
}

void ModelService::slice(LaneState& state, Work& work) {
    if (work.request.film && work.request.film->isGivenUp()) return state.work.reset();
    if (!work.answer) {
        work.answer = std::make_shared<ServiceAnswer>();
        work.answer->ticket = work.ticket;
        if (current_) work.answer->weightsStep = current_->step();
    }
    try {
        workOn(work);
    } catch (...) {
        work.answer->error = describeCurrentException();
    }
    const size_t done = work.answer->z.size();
    if (!work.answer->error.code.empty() || done == work.request.size()) {
        Work ended = std::move(work);
        state.work.reset();
        finish(state, std::move(ended));
    } else if (work.request.film) {
        work.request.film->tell(done);
    }
}

void ModelService::workOn(Work& work) {
    if (!model_)
        throw Error("model.none", "There is no model yet. Add images, and choose a recipe that can work with them.");
    const Request& request = work.request;
    requireProbed(request.task);
    if (request.size() == 0) return;
    if (request.task == Task::Encode && !model_->hasEncoder()) return searchSlice(work);
    const size_t begin = work.answer->z.size();
    Some some{begin, std::min(itemsFor(itemMs(request.task)), request.size() - begin)};
    some.labels = labelsOf(request, some.begin, some.count);
    const auto started = Clock::now();
    answerSome(work, some);
    learn(itemMs(request.task), millisecondsSince(started), some.count);
}

void ModelService::requireProbed(Task task) const {
    if ((task == Task::RoundTrip || task == Task::Posterior) && !model_->hasEncoder())
        throw Error("probe.encoder",
                    "This model has no encoder: its codes come from a table or a search, so no picture has one at "
                    "once. Choose a recipe with an encoder to see this.");
    if (task == Task::Posterior && !model_->hasVariance())
        throw Error("probe.variance",
                    "This model's codes are points: its encoder gives them no spread that could be shown. Choose a "
                    "variational recipe (VAE) to see it.");
}

void ModelService::answerSome(Work& work, const Some& some) {
    const Request& request = work.request;
    ServiceAnswer& answer = *work.answer;
    if (request.isOfPictures()) {
        const auto pictures = std::span(request.pictures).subspan(some.begin, some.count);
        if (request.task == Task::Encode) return appendRows(answer.z, model_->encode(pictures, some.labels));
        ServedPosteriors posteriors = model_->posterior(pictures, some.labels);
        appendRows(answer.sigma, std::move(posteriors.sigma));
        return appendRows(answer.z, std::move(posteriors.mu));
    }
    const auto codes = std::span(request.z).subspan(some.begin, some.count);
    if (request.task == Task::RoundTrip) return appendRows(answer.z, model_->roundTrip(codes, some.labels));
    if (request.task == Task::Metric) {
        const std::vector<float> values = model_->stretch(codes, request.directions, some.labels);
        answer.values.insert(answer.values.end(), values.begin(), values.end());
    } else {
        for (Picture& picture : model_->decode(codes, some.labels)) answer.pictures.push_back(std::move(picture));
    }
    answer.z.insert(answer.z.end(), codes.begin(), codes.end());
}

void ModelService::searchSlice(Work& work) {
    const std::vector<Picture>& pictures = work.request.pictures;
    const auto started = Clock::now();
    if (!work.search) work.search = model_->search(pictures, labelsOf(work.request, 0, pictures.size()));
    const size_t steps = itemsFor(itemMs(Task::Search));
    const bool more = work.search->advance(static_cast<int64_t>(steps));
    learn(itemMs(Task::Search), millisecondsSince(started), steps);
    std::vector<std::vector<float>> codes = work.search->codes();
    if (more) return tellSearch(work, std::move(codes));
    work.answer->z = std::move(codes);
    work.search.reset();
}

void ModelService::tellSearch(const Work& work, std::vector<std::vector<float>> codes) {
    // Whoever asked once more has seen the way, and the window draws no more often.
    if (work.again || millisecondsSince(toldSearch_) < kBetweenTellingMs) return;
    toldSearch_ = Clock::now();
    auto onItsWay = std::make_shared<ServiceAnswer>(*work.answer);
    onItsWay->z = std::move(codes);
    onItsWay->searching = true;
    tell(work.lane, std::move(onItsWay));
}

void ModelService::tell(size_t lane, std::shared_ptr<const ServiceAnswer> answer) {
    if (lane == static_cast<size_t>(Lane::Files)) {
        const std::lock_guard lock(filesMutex_);
        fileAnswers_[answer->ticket] = answer;
        while (fileAnswers_.size() > kFileAnswersKept) fileAnswers_.erase(fileAnswers_.begin());
    }
    answers_[lane].put(std::move(answer));
    events_.notify();
}

void ModelService::finish(LaneState& state, Work work) {
    work.answer->milliseconds = millisecondsSince(work.request.posted);
    const size_t lane = work.lane;
    if (lane == static_cast<size_t>(Lane::Pointer) && !work.again && work.answer->error.code.empty())
        latency_.add(work.answer->milliseconds);
    auto answer = std::exchange(work.answer, nullptr);
    work.search.reset();
    if (work.request.film) return work.request.film->end(std::move(answer));
    // Kept before it is told, so that whoever hears of it and shows another label is answered once more.
    if (isAnsweredOnceMore(static_cast<Lane>(lane))) state.last = std::move(work);
    tell(lane, std::move(answer));
}

}  // namespace zscape
