#pragma once

#include <QUndoCommand>

#include <functional>
#include <utility>

namespace zscape {

/// The commands of one kind: a value was another one. Undo and redo are the same exchange.
template <typename Value>
class ChangeValue : public QUndoCommand {
public:
    using Apply = std::function<void(const Value&)>;
    static constexpr int kNeverMerged = -1;

    /// \param mergeId of commands that become one where they follow each other soon
    /// \param at when, in milliseconds
    /// \param together how long after it the next one is part of this one, in milliseconds
    ChangeValue(const QString& text, Value before, Value after, Apply apply, int mergeId = kNeverMerged, qint64 at = 0,
                qint64 together = 0)
        : QUndoCommand(text),
          before_(std::move(before)),
          after_(std::move(after)),
          apply_(std::move(apply)),
          mergeId_(mergeId),
          at_(at),
          together_(together) {}

    void undo() override { apply_(before_); }
    void redo() override { apply_(after_); }
    int id() const override { return mergeId_; }
    bool mergeWith(const QUndoCommand* next) override {
        const auto* other = dynamic_cast<const ChangeValue*>(next);
        if (!other || other->at_ - at_ > together_) return false;
        after_ = other->after_;
        at_ = other->at_;
        setText(other->text());
        // Ended where it began: there is nothing to take back.
        if (before_ == after_) setObsolete(true);
        return true;
    }

private:
    Value before_, after_;
    Apply apply_;
    int mergeId_;
    qint64 at_, together_;
};

/// Which commands may become one: each kind a number of its own, never another kind's.
enum MergeId { kMergeChoice = 1, kMergeKept, kMergeSettings };

}  // namespace zscape
