#include "engine/session/threads/layout_placer.h"

#include "engine/analysis/layout/placement.h"

#include <algorithm>

namespace zscape {
namespace {

std::vector<float> placesOf(const std::vector<std::vector<float>>& codes, const LayoutPlaces* on,
                            const std::stop_token& stop) {
    const auto fits = [&](const std::vector<float>& code) { return std::ssize(code) == on->codes->dimensions; };
    if (!on || !on->layout || !std::all_of(codes.begin(), codes.end(), fits)) return {};
    std::vector<float> values;
    for (const std::vector<float>& code : codes) values.insert(values.end(), code.begin(), code.end());
    ThreadTeam alone(1);
    return placed({values, std::ssize(codes), on->codes->dimensions}, on->codes->rows(), on->layout->xy, alone, stop);
}

}  // namespace

LayoutPlacer::LayoutPlacer(EventQueue& events)
    : events_(events),
      thread_([this](const std::stop_token& stop) { serve(stop); }) {}

void LayoutPlacer::close() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
}

void LayoutPlacer::serve(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        questions_.wait(stop);
        const auto question = questions_.tryTake();
        if (!question) continue;
        auto answer = std::make_shared<PlacedCodes>();
        answer->ticket = question->ticket;
        try {
            answer->xy = placesOf(question->request, places_.get().get(), stop);
        } catch (const Cancelled&) {
            return;
        } catch (...) {
            events_.push(event::Warning{describeCurrentException()});
        }
        answer_.put(std::move(answer));
        events_.notify();
    }
}

}  // namespace zscape
