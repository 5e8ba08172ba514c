#pragma once

#include "ui/import/choice_list.h"

#include "engine/session/import_result.h"

#include <QTimer>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace zscape {

/// Which labels: those of an array, a folder level, a table's column, a pattern over the file name, none.
class LabelsDrawer : public ChoiceList {
    Q_OBJECT

public:
    explicit LabelsDrawer(QWidget* parent = nullptr);

    /// What there is to choose from, and what is chosen now.
    void setImported(const Imported& imported);
    /// The choice could not be carried out: said beneath the pattern while that is chosen.
    /// \return whether it was said here
    bool setProblem(const QString& sentence);

    QLineEdit* patternField() const { return pattern_; }
    QComboBox* columnPicker() const { return column_; }
    QString note() const;

    static constexpr int kOwn = 0, kColumn = 1000, kPattern = 1001, kNone = 1002;

Q_SIGNALS:
    /// As ImportSettings::labels has it.
    void labelsWanted(const std::string& labels);
    void tableWanted();

private:
    void build(const Imported& imported);
    void buildColumns(const Imported& imported);
    void want(int id);
    void wantPattern();
    void sayPattern(const Imported& imported);

    QLineEdit* pattern_ = nullptr;
    QComboBox* column_ = nullptr;
    QLabel* note_ = nullptr;
    QTimer typing_;
    QString builtOf_;  ///< levels and columns that the lines were made of
};

/// Empty when `pattern` is a pattern with one group, else a sentence.
QString patternProblem(const QString& pattern);

}  // namespace zscape
