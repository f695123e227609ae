# How targets are made: one library per folder, tests with a label each.

add_library(earmark_warnings INTERFACE)
target_compile_options(earmark_warnings INTERFACE -Wall -Wextra -Wpedantic -Werror)

# earmark_library(NAME SOURCES... DEPENDS...): the library earmark::NAME of this
# folder, which others include by paths from the root.
function(earmark_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(earmark_${name} STATIC ${ARG_SOURCES})
  add_library(earmark::${name} ALIAS earmark_${name})
  target_include_directories(earmark_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(earmark_${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE} earmark_warnings)
endfunction()

# What all sources of tests are compiled with.
function(earmark_test_options name)
  target_link_libraries(${name} PRIVATE earmark_warnings)
  # What is tested is optimised as ever; tests themselves are compiled in two
  # thirds of the time.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  # GCC 12 raises false alarms about those of its own headers that are
  # precompiled.
  target_compile_options(${name} PRIVATE "$<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds;-Wno-stringop-overflow>")
  target_compile_definitions(${name} PRIVATE
    EARMARK_SOURCE_DIR="${PROJECT_SOURCE_DIR}" EARMARK_BINARY_DIR="${CMAKE_BINARY_DIR}")
endfunction()

# earmark_test(NAME LABEL unit|journey|fault|corpus|fuzz SOURCES... LIBRARIES...):
# a GoogleTest program, each of its cases a ctest of its own; AS_ONE: all of them
# are one, which is called NAME.
function(earmark_test name)
  cmake_parse_arguments(ARG "AS_ONE" "LABEL;TIMEOUT" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES} GTest::gmock GTest::gtest_main)
  earmark_test_options(${name})
  target_precompile_headers(${name} REUSE_FROM earmark_test_headers)
  if(ARG_AS_ONE)
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT})
    return()
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST
    PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT})
endfunction()

# earmark_fuzzer(NAME SOURCE file LIBRARIES... [INPUTS folder]): a fuzz target
# (tests/fuzz/fuzz_target.h). Its seeds, the files of INPUTS and a fixed number
# of mutations run as a plain test; with EARMARK_FUZZERS (preset `fuzz`, which
# instruments everything) NAME becomes a libFuzzer program too.
function(earmark_fuzzer name)
  cmake_parse_arguments(ARG "" "SOURCE;INPUTS" "LIBRARIES" ${ARGN})
  add_executable(${name}_test ${ARG_SOURCE} ${PROJECT_SOURCE_DIR}/tests/fuzz/replay_main.cc)
  set_target_properties(${name}_test PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(${name}_test PRIVATE ${ARG_LIBRARIES} earmark_warnings)
  if(ARG_INPUTS)
    cmake_path(ABSOLUTE_PATH ARG_INPUTS)
  endif()
  add_test(NAME ${name} COMMAND ${name}_test ${ARG_INPUTS})
  set_tests_properties(${name} PROPERTIES LABELS fuzz TIMEOUT 300)
  if(EARMARK_FUZZERS)
    add_executable(${name} ${ARG_SOURCE})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES} earmark_warnings)
  endif()
endfunction()
