#include "ui/shell/number_worker.h"

#include "engine/core/error.h"

#include <utility>

namespace zscape {

namespace {
constexpr std::chrono::milliseconds kLongInWork{250};
}  // namespace

NumberWorker::NumberWorker(CodesFound codes, PicturesFound pictures, QObject* parent)
    : QObject(parent),
      codesFound_(std::move(codes)),
      picturesFound_(std::move(pictures)),
      thread_([this](const std::stop_token& end) { work(end); }) {}

NumberWorker::~NumberWorker() {
    forget();
    thread_.request_stop();
    thread_.join();
}

void NumberWorker::ask(Question question) {
    const std::lock_guard lock(mutex_);
    next_ = std::move(question);
    if (std::chrono::steady_clock::now() - began_ > kLongInWork) inWork_.request_stop();
    arrived_.notify_one();
}

void NumberWorker::forget() {
    const std::lock_guard lock(mutex_);
    next_.reset();
    inWork_.request_stop();
}

void NumberWorker::work(const std::stop_token& end) {
    while (!end.stop_requested()) {
        Question question;
        std::stop_token stop;
        {
            std::unique_lock lock(mutex_);
            if (!arrived_.wait(lock, end, [this] { return next_.has_value(); })) return;
            question = std::move(*next_);
            next_.reset();
            inWork_ = std::stop_source();
            began_ = std::chrono::steady_clock::now();
            stop = inWork_.get_token();
        }
        answer(question, stop);
    }
}

void NumberWorker::answer(const Question& question, const std::stop_token& stop) {
    try {
        const std::vector<int64_t> images = question.selected->members();
        const auto tell = [this, &question](const auto& found, auto value) {
            QMetaObject::invokeMethod(
                this, [&found, question, value = std::move(value)] { found(question, value); }, Qt::QueuedConnection);
        };
        tell(codesFound_, codesOf(question.codes.get(), images, stop));
        const bool told =
            pictured_.images == question.images && pictured_.selected && *pictured_.selected == *question.selected;
        if (!question.images || told) return;
        tell(picturesFound_, picturesOf(*question.images, images, stop));
        pictured_ = {question.images, nullptr, question.selected};
    } catch (const Cancelled&) {  // NOLINT(bugprone-empty-catch)
        // A newer question is there.
    } catch (const Error&) {  // NOLINT(bugprone-empty-catch)
        // The set is no longer what it was: the session says so, and no picture of it is shown.
    }
}

}  // namespace zscape
