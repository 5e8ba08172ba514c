#pragma once

#include "engine/session/import_result.h"

#include <QWidget>

#include <array>
#include <optional>

class QAbstractButton;
class QLabel;

namespace zscape {

class ChipRow;

/// What lies under transparent pixels and around padded pictures: a colour, or the guess from the pictures.
class BackgroundDrawer : public QWidget {
    Q_OBJECT

public:
    explicit BackgroundDrawer(QWidget* parent = nullptr);

    /// Of another source: what was guessed for the one before is forgotten.
    void begin() { guess_.reset(); }
    void setBackground(const ImportReport::Background& background);

    static constexpr int kAnother = 3, kGuess = 4;
    /// White, grey, black, kAnother, kGuess.
    QAbstractButton* button(int index) const;
    int chosen() const;
    QString note() const;

Q_SIGNALS:
    void colourWanted(const std::array<uint8_t, 3>& colour);
    void guessWanted();

private:
    void want(int index);
    void ask();
    void showChoice();

    ImportReport::Background background_;
    std::optional<std::array<uint8_t, 3>> guess_;  ///< what was guessed, once it was
    ChipRow* chips_ = nullptr;
    QLabel* note_ = nullptr;
};

}  // namespace zscape
