#pragma once

#include "engine/session/selection_numbers.h"
#include "ui/selection/image_bits.h"

#include <QObject>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace zscape {

/// Works out what selected images have in common, on a thread of its own. Only the newest question waits; one that has
/// been in work for a while ends for it, so that a lasso gets answers while it is drawn.
class NumberWorker : public QObject {
public:
    struct Question {
        std::shared_ptr<const ImageSet> images;      ///< null: they are gone, and only their codes are there
        std::shared_ptr<const CodesSnapshot> codes;  ///< may be null
        ImageBitsPtr selected;                       ///< never null
    };
    /// Called in the thread of this object, with the question that is answered.
    using CodesFound = std::function<void(const Question&, const SelectionCodes&)>;
    using PicturesFound = std::function<void(const Question&, const SelectionPictures&)>;

    NumberWorker(CodesFound codes, PicturesFound pictures, QObject* parent);
    ~NumberWorker() override;

    void ask(Question question);
    /// What waits or is in work is wanted no more.
    void forget();

private:
    void work(const std::stop_token& end);
    void answer(const Question& question, const std::stop_token& stop);

    CodesFound codesFound_;
    PicturesFound picturesFound_;
    std::mutex mutex_;
    std::condition_variable_any arrived_;
    std::optional<Question> next_;                 ///< guarded by mutex_
    std::stop_source inWork_{std::nostopstate};    ///< of the question in work; guarded by mutex_
    std::chrono::steady_clock::time_point began_;  ///< when that was taken; guarded by mutex_
    Question pictured_;                            ///< whose pictures were told last; the thread's alone
    std::jthread thread_;                          ///< last: it uses the rest
};

}  // namespace zscape
