#pragma once

#include "engine/session/import_result.h"

#include <QPixmap>
#include <QWidget>

#include <utility>
#include <vector>

namespace zscape {

/// Pairs of equal pictures beside each other, as many as find room; "+3" for the rest. Hover names both of a pair.
class DuplicatePairs : public QWidget {
    Q_OBJECT

public:
    explicit DuplicatePairs(QWidget* parent = nullptr);

    void setImported(std::shared_ptr<const Imported> imported);
    /// Pairs that are drawn now.
    int shown() const;
    QRect pairAt(int index) const;

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    QString namesOf(size_t pair) const;

    std::shared_ptr<const Imported> imported_;
    std::vector<QPixmap> pictures_;  ///< of the pairs, made when they are first drawn
};

/// Lines of a count in bold and what it counts.
class CountLines : public QWidget {
    Q_OBJECT

public:
    explicit CountLines(QWidget* parent = nullptr);

    void setLines(std::vector<std::pair<int64_t, QString>> lines);
    const std::vector<std::pair<int64_t, QString>>& lines() const { return lines_; }

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    std::vector<std::pair<int64_t, QString>> lines_;
};

/// Files that could not be read, by their reasons, the most frequent first; at most `most` lines, the last one for all
/// others.
std::vector<std::pair<int64_t, QString>> reasonsOf(const std::vector<UnreadableFile>& files, size_t most);
/// How many different reasons there are.
int64_t reasonCount(const std::vector<UnreadableFile>& files);

}  // namespace zscape
